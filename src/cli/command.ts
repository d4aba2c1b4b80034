import type { OwnFlags, Resolved } from "../config.ts";
import type { Program } from "./program.ts";

/** What the user asked of a command. */
export interface Call extends Resolved {
	/** The command's own flags. */
	readonly own: ReadonlyMap<string, string>;
}

/** One word of the command line. */
export interface Command {
	/** Its line in the help. */
	readonly summary: string;
	readonly flags: OwnFlags;
	/** Exit code of what the user got wrong or cannot have, where another program expects a certain one. */
	readonly failure?: number;
	/** Resolves with the exit code. */
	run(call: Call, program: Program): Promise<number>;
}
