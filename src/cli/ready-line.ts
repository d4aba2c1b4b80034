import type { Running } from "./program.ts";

/** The one line on the standard output: every listener accepts, at these URLs. Programs may wait for it and read it. */
export function readyLine(urls: Running["urls"]): string {
	const names = ["http", "https", "mqtt", "mqtts", "ws", "wss"] as const;
	return `kii-emulator ready: ${names.map((name) => `${name}=${urls[name]}`).join(" ")}`;
}
