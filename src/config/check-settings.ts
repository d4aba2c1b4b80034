import { flagOf } from "./names.ts";
import type { SettingName, Settings } from "./schema.ts";
import { SettingError } from "./setting-error.ts";
import type { Source } from "./source.ts";

const ports = ["httpPort", "httpsPort", "mqttPort", "mqttsPort", "wsPort", "wssPort"] as const satisfies SettingName[];

/** Where each value came from, if that is known. */
export type Sources = Readonly<Record<SettingName, Source>>;

/** Refuses settings that contradict one another. @throws SettingError naming the one that was given, if only one was */
export function checkSettings(settings: Settings, sources?: Sources): void {
	for (const [index, name] of ports.entries()) {
		const other = ports.slice(0, index).find((each) => settings[each] !== 0 && settings[each] === settings[name]);
		if (other === undefined) continue;
		const [blamed, taken] = sources?.[name].kind === "default" ? [other, name] : [name, other];
		const reason = `${settings[name]} is the port of ${flagOf(taken)} too; each listener needs its own (0 takes a free one)`;
		throw contradiction(blamed, reason, sources);
	}
	for (const [name, other] of [
		["tlsCert", "tlsKey"],
		["tlsKey", "tlsCert"],
		["tlsCa", "tlsCert"],
	] as const) {
		if (settings[name] !== undefined && settings[other] === undefined)
			throw contradiction(name, `is given without ${flagOf(other)}`, sources);
	}
	const { tlsCert, tlsMode } = settings;
	if (tlsCert !== undefined && tlsMode !== "normal" && tlsMode !== "untrusted")
		throw contradiction(
			"tlsMode",
			`cannot be ${tlsMode} with ${flagOf("tlsCert")}: its CA signs nothing else`,
			sources,
		);
}

function contradiction(name: SettingName, reason: string, sources: Sources | undefined): SettingError {
	return new SettingError(name, reason, sources === undefined ? {} : { source: sources[name] });
}
