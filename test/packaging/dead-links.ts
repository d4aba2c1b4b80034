import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

/** The relative links of all Markdown files below a folder that lead nowhere: to no file, or to no heading of it. */
export async function deadLinks(root: string): Promise<string[]> {
	const files = (await readdir(root, { recursive: true })).filter((file) => /\.md$/.test(file));
	const ours = files.filter((file) => !/(?:^|[\\/])node_modules[\\/]/.test(file));
	const dead: string[] = [];
	for (const file of ours) {
		const text = withoutCode(await readFile(join(root, file), "utf8"));
		for (const [, link = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
			if (/^[a-z]+:/.test(link)) continue;
			const [path = "", anchor] = link.split("#");
			const target = path === "" ? join(root, file) : resolve(root, dirname(file), path);
			const isThere = await stat(target).catch(() => undefined);
			const isInside = !relative(root, target).startsWith("..");
			if (isThere === undefined || !isInside || (anchor !== undefined && !(await anchorsOf(target)).includes(anchor)))
				dead.push(`${file}: ${link}`);
		}
	}
	return dead;
}

function withoutCode(markdown: string): string {
	return markdown.replace(/^```[^\n]*\n[\s\S]*?^```/gm, "");
}

/** As GitHub makes them of headings; of equal ones the second gets `-1`. */
async function anchorsOf(file: string): Promise<string[]> {
	const seen = new Map<string, number>();
	return [...withoutCode(await readFile(file, "utf8")).matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) => {
		const anchor = heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, "")
			.replaceAll(" ", "-");
		const times = seen.get(anchor) ?? 0;
		seen.set(anchor, times + 1);
		return times === 0 ? anchor : `${anchor}-${times}`;
	});
}
