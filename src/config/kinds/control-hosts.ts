import { isIP } from "node:net";
import type { Kind } from "../setting.ts";

/** Host names, by which the control API may be called, and origins (`https://host:port`), whose pages may call it; commas between them. */
export const controlHosts: Kind<readonly string[]> = {
	placeholder: "HOST",
	accepts: "host names and origins (`http://localhost:3000`)",
	repeatable: true,
	format: (value) => (value.length === 0 ? undefined : value.join(",")),
	parse: (text) => text.split(",").map(parseEntry),
	read(value) {
		if (!Array.isArray(value)) throw new Error("is not a list of host names and origins");
		return value.map((each) => parseEntry(String(each)));
	},
};

function parseEntry(entry: string): string {
	const text = entry.trim().toLowerCase();
	if (/^https?:/.test(text)) {
		// Its default port may be said; a path, a query or a user may not.
		const url = URL.canParse(text) ? new URL(text) : undefined;
		if (url !== undefined && url.href === `${url.origin}/` && !/[?#]$/.test(text)) return url.origin;
	} else {
		const name = text.replace(/^\[(.*)\]$/, "$1");
		if (isIP(name) !== 0 || (/^[\w-]+(\.[\w-]+)*\.?$/.test(name) && name.length <= 253)) return name.replace(/\.$/, "");
	}
	throw new Error(`"${entry}" is neither a host name (without scheme and port) nor an origin (http://host:port)`);
}
