// Makes dist/ of src/ and of the packages it uses: few files, which load in a third of the time of a thousand modules
// (docs/decisions/0013). Beside them the declarations that the entry points need, and the licences of what is inside.
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { lighterPackages } from "./lighter-packages.mjs";
import { startProgram } from "./start-program.mjs";

const entries = ["index", "client", "testing", "cli"];

const common = {
	bundle: true,
	platform: "node",
	format: "esm",
	target: "node20.19",
	outdir: "dist",
	legalComments: "none",
	// As Node itself would load them: a package in CommonJS gives `import()` nothing but a default here.
	mainFields: ["module", "main"],
	metafile: true,
	plugins: [lighterPackages],
	logLevel: "warning",
};

/** Packages of CommonJS ask for Node's own modules. */
const requireForCommonJs =
	'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);';

const start = await startProgram(common);

const bundled = await build({
	...common,
	define: { startProgram: JSON.stringify(start.name), startModules: JSON.stringify(start.modules) },
	entryPoints: entries.map((name) => `src/${name}.ts`),
	splitting: true,
	chunkNames: "[name]-[hash]",
	banner: { js: requireForCommonJs },
	// The embedded store is native and optional; the others are what `ws` and `pino` use only where they are installed.
	external: ["classic-level", "bufferutil", "utf-8-validate", "pino-pretty"],
});

// The sandbox of server code is a program of its own, which may read these two files and nothing else.
await build({
	...common,
	entryPoints: ["src/server-code/sandbox.ts", "src/server-code/prepare-realm.ts"],
	plugins: [
		{
			name: "two files",
			setup: ({ onResolve }) =>
				void onResolve({ filter: /^\.\/prepare-realm\.ts$/ }, () => ({ path: "./prepare-realm.js", external: true })),
		},
	],
});

dropDeclarations();
writeLicences([...Object.keys(bundled.metafile.inputs), ...start.inputs]);

/** All declarations but those that the entry points lead to. @throws Error for one that needs a package */
function dropDeclarations() {
	const needed = new Set();
	const follow = (file) => {
		if (needed.has(file)) return;
		needed.add(file);
		for (const [, from] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
			if (from.startsWith(".")) follow(join(dirname(file), from.replace(/\.[jt]s$/, ".d.ts")));
			else if (!from.startsWith("node:"))
				throw new Error(`${file} needs the declarations of ${from}, which is not installed with it`);
		}
	};
	for (const entry of entries) follow(join("dist", `${entry}.d.ts`));
	for (const name of readdirSync("dist", { recursive: true })) {
		const file = join("dist", name);
		if (file.endsWith(".d.ts") && !needed.has(file)) rmSync(file);
	}
	dropEmptyFolders("dist");
}

function dropEmptyFolders(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (entry.isDirectory()) dropEmptyFolders(join(folder, entry.name));
	}
	if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** @throws Error for a package that says nothing about its licence */
function writeLicences(inputs) {
	const folders = new Set();
	for (const input of inputs) {
		const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
		if (folder !== undefined) folders.add(folder);
	}
	const texts = [...folders].sort().map((folder) => {
		const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
		const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
		if (file === undefined && license === undefined) throw new Error(`${name} does not say what its licence is`);
		const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
		return `${name} ${version}, ${license ?? "see below"}${text}\n`;
	});
	writeFileSync(join("dist", "third-party-licences.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}
