// Runs every compiled benchmark (or those whose path contains one of the arguments), one after the other.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const wanted = process.argv.slice(2);
const files = readdirSync("build/bench")
	.filter((file) => file.endsWith(".bench.js"))
	.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
for (const file of files) {
	console.log(`== ${file}`);
	const { status } = spawnSync(process.execPath, ["--enable-source-maps", `build/bench/${file}`], { stdio: "inherit" });
	if (status !== 0) process.exit(status ?? 1);
}
