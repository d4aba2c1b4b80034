// Starts the emulator once, so that its compiled code is there for every start of an image, whose files cannot be written to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "kii-emulator-"));
const ports = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);
// Twice: making the certificates, which is done at the first start only, is no part of it.
for (let time = 0; time < 2; time++) {
	const emulator = spawn(process.execPath, ["dist/cli.js", "start", ...ports, `--data-dir=${folder}`], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = once(emulator, "exit");
	await once(emulator.stdout, "data");
	emulator.kill("SIGTERM");
	const [code] = await ended;
	if (code !== 0) throw new Error(`the emulator has ended with ${code}`);
}
rmSync(folder, { recursive: true });
const kept = readdirSync("dist").filter((name) => name.endsWith(".compiled"));
if (kept.length !== 1) throw new Error(`compiled code is not kept: ${kept}`);
