/** What HTTP bytes begin with: a call of the control API, any other, part of what could be either, or no request. */
export type RequestHead = "control" | "other" | "part" | "none";

/** More of a target tells nothing about where it leads. */
const longestLook = 512;

/** Looks at bytes as if a request began with them. */
export function requestHead(bytes: Buffer): RequestHead {
	const text = bytes.toString("latin1", 0, longestLook);
	if (/^[A-Z]+ (?:https?:\/\/[^/?\s]*)?\/+_emulator[/? ]/.test(text)) return "control";
	if (/^[A-Z]+ \S+ HTTP\/1/.test(text)) return "other";
	if (bytes.length >= longestLook) return /^[A-Z]+ \//.test(text) ? "other" : "none";
	return /^(?:[A-Z]{1,20}(?: \S*(?: [HTP/]*)?)?)?$/.test(text) ? "part" : "none";
}
