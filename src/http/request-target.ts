/**
 * The path and query of a request target. The C clients send absolute-form targets, `POST https://api.kii.com/api/…`
 * (RFC 9112, 3.2.2; real-clients 1.1).
 */
export function requestTarget(url: string): string {
	const absolute = /^https?:\/\/[^/?#]*/i.exec(url);
	if (absolute === null) return url;
	const rest = url.slice(absolute[0].length);
	return rest.startsWith("/") ? rest : `/${rest}`;
}

/** The host of a Host header, without port and brackets. */
export function hostName(host: string): string {
	const literal = /^\[([^\]]*)\]/.exec(host)?.[1];
	return literal ?? host.replace(/:\d*$/, "");
}

const overrides = ["GET", "PUT", "PATCH", "DELETE"];

/**
 * The method that a request means: the JavaScript and Java clients send `X-HTTP-Method-Override: PATCH` with a POST, because
 * some networks let no other methods pass (cloud-rest, section 5; evidence S20).
 */
export function requestMethod(method: string, override: string | readonly string[] | undefined): string {
	const wanted = typeof override === "string" ? override.trim().toUpperCase() : "";
	return method === "POST" && overrides.includes(wanted) ? wanted : method;
}
