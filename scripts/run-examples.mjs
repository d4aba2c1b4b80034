// Runs examples/testing-with/ against the packed package, as a project of somebody else's has it: one npm install for all of
// them, outside the checkout, from npm's cache as far as that has it. Testcontainers is compiled; it runs where
// KII_EMULATOR_IMAGE names an image and an engine is there. Its last line is "N passed, N failed".
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds after which what hangs has failed. */
const longest = 300_000;

const folder = mkdtempSync(join(tmpdir(), "kii-emulator-examples-"));
const results = [];
try {
	const isReady = run("pack", ".", "npm", "pack", "--silent", "--pack-destination", folder) && install();
	for (const name of ["compile", "node-test", "vitest", "jest"]) {
		if (isReady) run(name, folder, "npm", "run", "--silent", name);
		else report(name, "not run", 0);
	}
	if (!process.env.KII_EMULATOR_IMAGE) report("testcontainers", "compiled only: KII_EMULATOR_IMAGE is not set", 0);
	else if (isReady) run("testcontainers", folder, "npm", "run", "--silent", "testcontainers");
} finally {
	rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

console.log("\n== examples");
for (const { name, result, seconds } of results) console.log(`${name}: ${result}${seconds ? ` (${seconds} s)` : ""}`);
const count = (wanted) => results.filter(({ result }) => wanted(result)).length;
const failed = count((result) => !/^(ok$|compiled only)/.test(result));
console.log(`${count((result) => result === "ok")} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function install() {
	cpSync("examples/testing-with", folder, {
		recursive: true,
		filter: (path) => !/[\\/](node_modules|build)$/.test(path),
	});
	const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
	const quietly = ["--no-save", "--no-audit", "--no-fund", "--no-progress", "--prefer-offline", "--ignore-scripts"];
	return run("install", folder, "npm", "install", ...quietly, `./${tarball}`);
}

/** @returns whether it succeeded */
function run(name, cwd, command, ...args) {
	console.log(`\n== ${name}: ${command} ${args.join(" ")}`);
	const start = Date.now();
	const shell = process.platform === "win32";
	const { status, signal, error } = spawnSync(command, args, { cwd, shell, stdio: "inherit", timeout: longest });
	const result = status === 0 ? "ok" : `FAILED (${error?.message ?? signal ?? `exit code ${status}`})`;
	report(name, result, Math.round((Date.now() - start) / 100) / 10);
	return status === 0;
}

function report(name, result, seconds) {
	results.push({ name, result, seconds });
}
