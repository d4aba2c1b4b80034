import { flagOf, settingNames } from "./names.ts";
import type { Source } from "./source.ts";

export interface SettingErrorOptions extends ErrorOptions {
	/** 2 (default): the setting itself is wrong. 1: it cannot be had here and now, e.g. a port in use. */
	readonly exitCode?: 1 | 2;
	/** Where the value came from, if that is known here. */
	readonly source?: Source;
}

/** A setting that is wrong or cannot be had. Its message is one line for a person and starts with the setting's name. */
export class SettingError extends Error {
	override readonly name = "SettingError";
	/** As in a file: `http-port`; for what is no setting, the word that was given: `--htp-port`. */
	readonly setting: string;
	readonly exitCode: 1 | 2;
	readonly source: Source | undefined;

	/** @param setting its name in {@link Settings}, or the word that was taken for one */
	constructor(setting: string, reason: string, { exitCode = 2, source, ...options }: SettingErrorOptions = {}) {
		const flag = settingNames.some((name) => name === setting) ? flagOf(setting) : setting;
		super(`${flag}: ${reason}`, options);
		this.setting = flag;
		this.exitCode = exitCode;
		this.source = source;
	}
}
