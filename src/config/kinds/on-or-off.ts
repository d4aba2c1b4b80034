import type { Kind } from "../setting.ts";

/** On or off. As a flag it needs no value: `--name` or `--no-name`. */
export const onOrOff: Kind<boolean> = {
	placeholder: "",
	accepts: "true, false",
	format: String,
	parse(text) {
		if (text === "true" || text === "1") return true;
		if (text === "false" || text === "0") return false;
		throw new Error(`"${text}" is neither true nor false`);
	},
};
