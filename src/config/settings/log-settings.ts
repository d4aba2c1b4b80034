import { inGroup } from "../in-group.ts";
import { choice } from "../kinds/choice.ts";

const log = inGroup("Log");

export const logSettings = {
	logLevel: log(
		choice("LEVEL", ["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
		"info",
		"Least important log lines shown",
	),
	logFormat: log(
		choice("FORMAT", ["auto", "json", "pretty"]),
		"auto",
		"How log lines look; `auto` is `pretty` on a terminal, else `json`",
		"All log lines go to the standard error. `pretty` needs the package `pino-pretty`: a checkout has it (`npm ci`), an installed package and the container image have not; without it the lines are JSON.",
	),
};
