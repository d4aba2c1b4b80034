// Runs every compiled *.test.js below build/test (or those whose path contains one of the arguments) with node --test.
// A script, because `node --test` understands globs only from Node 21 on. Its last line is "N passed, N failed".
// All of them share processes, several of one folder in each: loading the emulator takes longer than most files. What was
// named has a process for each file.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mostTogether = 8;
const wanted = process.argv.slice(2);
const files = readdirSync("build", { recursive: true })
	.map((file) => `build/${file.replaceAll("\\", "/")}`)
	.filter((file) => file.startsWith("build/test/") && file.endsWith(".test.js"))
	.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
	.sort();
if (files.length === 0) {
	console.error(`no test file matches ${wanted.join(" ")}`);
	process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "kii-emulator-tests-"));
const totals = join(folder, "totals");
const child = spawn(
	process.execPath,
	[
		"--enable-source-maps",
		"--test",
		"--test-concurrency=4",
		// Milliseconds after which a test that hangs fails.
		"--test-timeout=300000",
		"--test-reporter=spec",
		"--test-reporter-destination=stdout",
		"--test-reporter=./scripts/totals-reporter.mjs",
		`--test-reporter-destination=${totals}`,
		...(wanted.length === 0 ? together(files) : files),
	],
	{ stdio: "inherit" },
);
child.on("exit", (code, signal) => {
	try {
		console.log(readFileSync(totals, "utf8"));
	} catch {
		console.log("the test run ended early");
	}
	rmSync(folder, { recursive: true, force: true });
	process.exit(signal ? 1 : (code ?? 1));
});

/**
 * Programs that import several test files each, behind the files that have a process of their own: those that take long or look at
 * what their process has, and those that wait while they are loaded or have hooks outside of `describe`, since a process may end its tests meanwhile.
 */
function together(files) {
	const program = "build/groups";
	rmSync(program, { recursive: true, force: true });
	mkdirSync(program, { recursive: true });
	const isOnItsOwn = (file) =>
		/^build\/test\/(clients|conformance|docs|fuzz|packaging|server-code|soak|system)\/|\/kill\./.test(file);
	const waits = /^(?:const|let|for|if|await)\b(?!.*\basync\b).*\bawait\b|^(?:before|after)(?:Each)?\(/m;
	const isAlone = (file) => isOnItsOwn(file) || waits.test(readFileSync(file, "utf8"));
	const byFolder = new Map();
	for (const file of files.filter((file) => !isAlone(file))) {
		const folder = file.split("/")[2];
		byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
	}
	const programs = [];
	for (const [folder, of] of byFolder) {
		const count = Math.ceil(of.length / mostTogether);
		for (let part = 0; part < count; part++) {
			const imports = of.filter((_, at) => at % count === part).map((file) => `import "../../${file}";\n`);
			const name = `${program}/${folder}-${part + 1}.js`;
			writeFileSync(name, imports.join(""));
			programs.push(name);
		}
	}
	return [...files.filter(isAlone), ...programs];
}
