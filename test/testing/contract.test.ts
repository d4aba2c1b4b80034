import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { connectEmulator, createEmulator } from "../../src/testing.ts";
import { linesOf } from "../helpers/lines.ts";
import { emulatorContract } from "./contract.ts";

emulatorContract("an emulator of this process", async () => {
	const emulator = await createEmulator();
	return { emulator, stop: () => emulator.close() };
});

emulatorContract("an emulator of another process", async () => {
	const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
	const ports = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);
	const ours = Object.entries(process.env).filter(([name]) => !/^(KII_EMULATOR_|npm_)/.test(name));
	const child = spawn(process.execPath, [cli, "start", ...ports], {
		env: Object.fromEntries(ours),
		stdio: ["ignore", "pipe", "pipe"],
	});
	const line = await linesOf(child).waitFor(/^kii-emulator ready: /);
	const [, url = ""] = /http=(\S+)/.exec(line) ?? [];
	const emulator = await connectEmulator(url);
	return {
		emulator,
		async stop() {
			child.kill("SIGTERM");
			await once(child, "exit");
		},
	};
});
