/** Fields, form parameters and query parameters whose value is a secret, by the end of their name. */
const secretName = "(?:password|passwd|secret|token|app_?key|pin_?code|verification_?code)";
const secretField = new RegExp(`${secretName}$`, "i");

/** The code that makes somebody the owner of a thing has a name that means nothing: it is known by its digits. */
const ownershipCode = /^\d{11}$/;

const secretHeaders = ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-kii-appkey"];

// Bounded, so that looking for the next one takes time in proportion to the text only.
const name = `[\\w.-]{0,64}${secretName}`;
const inJson = new RegExp(`"(${name})"(\\s*:\\s*)(?:"((?:[^"\\\\]|\\\\.)*)("?)|(-?\\d[\\d.eE+-]*|true|false))`, "gi");
const inQuotedJson = new RegExp(`\\\\"(${name})\\\\"(\\s*:\\s*)\\\\"([^"\\\\]*)`, "gi");
const inOwnershipCode = /"code"(\s*:\s*)"(\d{11})"/g;
const inForm = new RegExp(`(^|[?&\\s"])(${name})=([^&\\s"]+)`, "gi");
const inHeader = new RegExp(`^([ \\t]*(?:${secretHeaders.join("|")})[ \\t]*:[ \\t]*)([^\\r\\n]*)`, "gim");

/** Levels of JSON that are looked into; what is deeper is not shown as JSON at all. */
const maxNesting = 200;

/** A secret as it is shown: its last four characters, when it is long enough to hide the others. */
export function maskSecret(secret: string): string {
	return secret.length >= 12 ? `***${secret.slice(-4)}` : "***";
}

/** The value of Authorization: its scheme stays. */
export function maskCredentials(value: string): string {
	const [, scheme, credentials = ""] = /^(\S+)\s+(.*)$/.exec(value.trim()) ?? [];
	if (scheme === undefined) return maskSecret(value.trim());
	// The end of Basic credentials is the end of a password.
	return `${scheme} ${scheme.toLowerCase() === "basic" ? "***" : maskSecret(credentials)}`;
}

/** Characters of the longest subprotocol of WebSocket that is shown as it is. */
const longestSubprotocol = 24;

/** A subprotocol: clients in browsers, which cannot set headers, put access tokens there. */
export function maskSubprotocol(subprotocol: string): string {
	return subprotocol.length > longestSubprotocol ? maskSecret(subprotocol) : subprotocol;
}

/** Masks what is a secret in a text: values in JSON and forms, lines of headers. */
export function maskText(text: string): string {
	return text
		.replace(inJson, (_, key: string, colon: string, value: string | undefined, quote = "") =>
			value === undefined ? `"${key}"${colon}"***"` : `"${key}"${colon}"${maskSecret(value)}${quote}`,
		)
		.replace(inQuotedJson, (_, key: string, colon: string, value: string) => {
			return `\\"${key}\\"${colon}\\"${maskSecret(value)}`;
		})
		.replace(inOwnershipCode, (_, colon: string, value: string) => `"code"${colon}"${maskSecret(value)}"`)
		.replace(inForm, (_, before: string, key: string, value: string) => `${before}${key}=${maskSecret(value)}`)
		.replace(inHeader, (_, header: string, value: string) => `${header}${maskCredentials(value)}`);
}

/**
 * A value of JSON with its secrets masked.
 * @throws RangeError for one that is nested too deeply
 */
export function maskJson(value: unknown, depth = 0): unknown {
	if (depth > maxNesting) throw new RangeError("nested too deeply");
	if (typeof value === "string") return maskText(value);
	if (Array.isArray(value)) return value.map((each) => maskJson(each, depth + 1));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, each]) => [
			key,
			isScalar(each) && isSecret(key, each) ? maskSecret(String(each)) : maskJson(each, depth + 1),
		]),
	);
}

function isSecret(key: string, value: unknown): boolean {
	return secretField.test(key) || (key === "code" && ownershipCode.test(String(value)));
}

function isScalar(value: unknown): boolean {
	return value !== null && typeof value !== "object";
}

/** Headers, names in lower case, with their secrets masked. */
export function maskHeaders(headers: Iterable<readonly [name: string, value: string]>): Record<string, string> {
	const shown: Record<string, string> = {};
	for (const [field, value] of headers) {
		shown[field] = secretHeaders.includes(field) || secretField.test(field) ? maskCredentials(value) : maskText(value);
	}
	return shown;
}

/** The password of a CONNECT; in that of an onboarding client it is a parameter. */
export function maskPassword(password: string): string {
	const masked = maskText(password);
	return masked === password ? maskSecret(password) : masked;
}
