const loneSurrogate = /\p{Surrogate}/u;

/**
 * Whether a parsed JSON value can be stored and handed on unchanged (RFC 7493, 2.1 and 2.2): half a surrogate pair, as
 * `"\ud800"`, is no text in UTF-8, and a number like `1e400` would come back as null. Not for values of unlimited depth.
 */
export function isIJson(value: unknown): boolean {
	if (typeof value === "number") return Number.isFinite(value);
	if (typeof value === "string") return !loneSurrogate.test(value);
	if (typeof value !== "object" || value === null) return true;
	return Object.entries(value).every(([name, each]) => !loneSurrogate.test(name) && isIJson(each));
}
