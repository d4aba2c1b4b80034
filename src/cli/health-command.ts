import { SettingError, type Settings } from "../config.ts";
import type { Call, Command } from "./command.ts";
import { findRunning } from "./find-running.ts";
import { probe } from "./probe.ts";
import type { Program } from "./program.ts";

/**
 * Asks a running emulator, found by the settings it was started with, whether it is well; where they do not say which, the only one
 * that this user runs. For HEALTHCHECK: 0 or 1.
 */
export const health: Command = {
	summary: "Asks a running emulator for its health (--url URL: that one): exit code 0 or 1",
	flags: { url: { type: "string" } },
	// 2 is reserved (Docker, HEALTHCHECK).
	failure: 1,
	async run(call, program) {
		const url = new URL("/_emulator/health", await baseUrl(call, program));
		try {
			program.stdout.write(`${await probe(url)}\n`);
			return 0;
		} catch (error) {
			program.stderr.write(`kii-emulator: ${url.href} is not healthy: ${(error as Error).message}\n`);
			return 1;
		}
	},
};

async function baseUrl({ settings, sources, own }: Call, program: Program): Promise<string> {
	const url = own.get("url");
	const { portsFile, httpPort: port } = settings;
	if (url === undefined && portsFile === undefined && (port === 0 || sources.httpPort.kind === "default")) {
		const [only, another] = await findRunning(program);
		if (only !== undefined && another === undefined) return only.urls.http;
	}
	if (url === undefined) return `http://${loopback(settings.host)}:${httpPort(settings, program)}`;
	if (URL.canParse(url) && new URL(url).protocol === "http:") return url;
	throw new SettingError("--url", `"${url}" is not an http:// URL`);
}

/** An address to which a listener on all of them answers. */
function loopback(host: string): string {
	if (host === "0.0.0.0") return "127.0.0.1";
	if (host === "::") return "[::1]";
	return host.includes(":") ? `[${host}]` : host;
}

function httpPort({ portsFile, httpPort: port }: Settings, { readFile }: Program): number {
	if (portsFile !== undefined) return portIn(portsFile, readFile);
	if (port !== 0) return port;
	throw new SettingError(
		"http-port",
		"is 0, any free one: --url or --ports-file must say which one it became, as not just one emulator runs",
	);
}

function portIn(file: string, readFile: (file: string) => string): number {
	try {
		const { http } = JSON.parse(readFile(file)) as { http?: unknown };
		if (Number.isInteger(http)) return Number(http);
	} catch (error) {
		throw new SettingError("ports-file", `the emulator is not ready: cannot read ${file}: ${(error as Error).message}`);
	}
	throw new SettingError("ports-file", `${file} holds no port named http`);
}
