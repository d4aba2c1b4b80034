/** A kind of value: how it is written and what is accepted. */
export interface Kind<T> {
	/** What stands for the value in the help text, e.g. `PORT`; empty for a switch, which needs none. */
	readonly placeholder: string;
	/** What is accepted, for the documentation, e.g. `0 to 65535`. */
	readonly accepts: string;
	/** Reads the text of a flag or variable. @throws Error whose message says what is wrong with it */
	parse(text: string): T;
	/** Reads a value of a JSON file or a program, where it is more than a text, a number or a boolean. */
	read?(value: unknown): T;
	/** Writes a value as a flag has it; undefined when there is none. */
	format(value: T): string | undefined;
	/** May be given several times. */
	readonly repeatable?: true;
	/** A file or folder: relative to the settings file's folder when it stands there. */
	readonly path?: true;
	/** Not shown: a password of sorts. */
	readonly secret?: true;
}

/** One setting: flag, variable, key of a file and line of the documentation all come from it. */
export interface Setting<T> extends Kind<T> {
	readonly group: string;
	readonly default: T;
	/** One sentence, without its full stop. */
	readonly summary: string;
	/** What else is worth knowing, for the documentation. Markdown. */
	readonly details?: string;
}
