import { SettingError } from "../config.ts";
import type { Call, Command } from "./command.ts";
import { findRunning } from "./find-running.ts";
import type { Locator } from "./locator.ts";
import type { Program } from "./program.ts";

const names = ["http", "https", "mqtt", "mqtts", "ws", "wss"] as const;

/** Prints where a running emulator is, as variables: `eval "$(kii-emulator env)"`. */
export const env: Command = {
	summary: "Prints the URLs of a running emulator as shell variables (--json, --powershell; --pid PID: that one)",
	flags: { json: { type: "boolean" }, powershell: { type: "boolean" }, pid: { type: "string" } },
	async run({ own }, program) {
		const locator = await find(own, program);
		const { pid, startedAt, version, urls, ports } = locator;
		if (own.get("json") === "true") {
			program.stdout.write(`${JSON.stringify({ pid, startedAt, version, urls, ports }, null, 2)}\n`);
			return 0;
		}
		const line = own.get("powershell") === "true" ? powershell : posix;
		// Not KII_EMULATOR_…: those are settings.
		const variables = names.map((name): [string, string] => [`KII_${name.toUpperCase()}_URL`, urls[name]]);
		program.stdout.write(
			[...variables, ["KII_PID", `${pid}`] as const].map(([name, value]) => `${line(name, value)}\n`).join(""),
		);
		return 0;
	},
};

function posix(name: string, value: string): string {
	return `export ${name}='${value.replaceAll("'", "'\\''")}'`;
}

function powershell(name: string, value: string): string {
	return `$env:${name} = '${value.replaceAll("'", "''")}'`;
}

/** The emulator that is meant. @throws SettingError when there is none, or more than one */
async function find(own: Call["own"], program: Program): Promise<Locator> {
	const wanted = own.get("pid");
	if (wanted !== undefined && !/^\d+$/.test(wanted)) throw new SettingError("--pid", `"${wanted}" is not a process ID`);
	const running = await findRunning(program);
	const matching = running.filter(({ pid }) => wanted === undefined || pid === Number(wanted));
	const [first, second] = matching;
	if (first === undefined) {
		const which = wanted === undefined ? "" : ` with the process ID ${wanted}`;
		throw new SettingError(
			"env",
			`no emulator of this user runs on this machine${which}; kii-emulator start starts one`,
			{ exitCode: 1 },
		);
	}
	if (second === undefined) return first;
	const list = matching.map(
		({ pid, startedAt, urls }) => `--pid ${pid} (${urls.http}, since ${startedAt ?? "a time unknown"})`,
	);
	throw new SettingError("env", `${matching.length} emulators run; say which: ${list.join(", ")}`, { exitCode: 1 });
}
