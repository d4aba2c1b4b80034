// Runs examples/testing-with/ against the packed package, as a project of somebody else's has it: one npm install for all of
// them, outside the checkout. Testcontainers is compiled; it runs where KII_EMULATOR_IMAGE names an image and an engine is there.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "kii-emulator-examples-"));
try {
	run("npm", ["pack", "--pack-destination", folder], ".");
	const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
	cpSync("examples/testing-with", folder, { recursive: true });
	run(
		"npm",
		["install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", `./${tarball}`],
		folder,
	);
	run("npm", ["run", "compile"], folder);
	for (const name of ["node-test", "vitest", "jest"]) run("npm", ["run", name], folder);
	if (process.env.KII_EMULATOR_IMAGE) run("npm", ["run", "testcontainers"], folder);
	else console.log("testcontainers: compiled only, as KII_EMULATOR_IMAGE is not set");
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function run(command, args, cwd) {
	console.log(`== ${command} ${args.join(" ")}`);
	const { status } = spawnSync(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
	if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
}
