import { fileURLToPath } from "node:url";
import { type Server, startServer } from "./server.ts";

const cli = fileURLToPath(new URL("../../../../dist/cli.js", import.meta.url));
const listeners = ["http", "https", "mqtt", "mqtts", "ws", "wss"] as const;

export interface EmulatorServer extends Server {
	readonly urls: Readonly<Record<(typeof listeners)[number], string>>;
}

/** The command as it is installed, on free ports, with the settings that the arguments name, else the defaults. */
export async function startEmulator(...args: readonly string[]): Promise<EmulatorServer> {
	const ports = listeners.map((listener) => `--${listener}-port=0`);
	const server = await startServer("kii-emulator", process.execPath, [
		cli,
		"start",
		...ports,
		"--log-level=warn",
		...args,
	]);
	const urls = Object.fromEntries(
		listeners.map((listener) => [listener, new RegExp(` ${listener}=(\\S+)`).exec(server.line)?.[1] ?? ""]),
	);
	return { ...server, urls: urls as EmulatorServer["urls"] };
}
