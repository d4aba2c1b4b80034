import { isIP } from "node:net";
import type { Kind } from "../setting.ts";

/** A host name or IP address: no scheme, no port. Brackets around an IPv6 address are taken off. */
export const hostName: Kind<string> = {
	placeholder: "HOST",
	accepts: "host name or IP address",
	format: String,
	parse(text) {
		const name = text.replace(/^\[(.*)\]$/, "$1");
		if (isIP(name) !== 0 || (/^[\w-]+(\.[\w-]+)*\.?$/.test(name) && name.length <= 253)) return name;
		throw new Error(`"${text}" is not a host name or an IP address (without scheme and port)`);
	},
};

/** The same, or `*`. */
export const hostNameOrAny: Kind<string> = {
	...hostName,
	accepts: "`*`, host name or IP address",
	parse: (text) => (text === "*" ? text : hostName.parse(text)),
};
