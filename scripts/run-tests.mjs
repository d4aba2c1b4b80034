// Runs every compiled *.test.js below build/test (or those whose path contains one of the arguments) with node --test.
// A script, because `node --test` understands globs only from Node 21 on. Its last line is "N passed, N failed".
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const wanted = process.argv.slice(2);
const files = readdirSync("build", { recursive: true })
	.map((file) => `build/${file.replaceAll("\\", "/")}`)
	.filter((file) => file.endsWith(".test.js"))
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
		...files,
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
