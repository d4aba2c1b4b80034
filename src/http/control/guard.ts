import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { KiiError } from "../../core/errors.ts";
import { hostName } from "../request-target.ts";

/** What the guard looks at: all of it is known before the body of a request, and at the upgrade to a WebSocket. */
export interface ControlRequest {
	readonly method: string;
	/** Path and query. */
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	/** Of the socket; undefined when it has gone. */
	readonly remoteAddress: string | undefined;
}

export interface ControlGuardOptions {
	readonly control: "loopback" | "open" | "off";
	readonly controlToken?: string | undefined;
	/** Host names, and origins. */
	readonly controlHosts: readonly string[];
	/** A secret that only the emulator's own process knows: who sends it may do anything, whatever the settings. */
	readonly ownToken?: string | undefined;
	/** Host names that are the emulator's own at the moment: what it is bound to, what it is advertised as. */
	ownHosts(): readonly string[];
}

/** Why a request to the control API is refused, to be thrown or sent before it has any effect; undefined when it may pass. */
export interface ControlGuard {
	(request: ControlRequest): KiiError | undefined;
	/** Whether pages of this origin are let in by the setting `control-hosts`. */
	allowsOrigin(origin: string): boolean;
}

/** Keeps web pages and, unless they may, other machines out of the control API. */
export function createControlGuard(options: ControlGuardOptions): ControlGuard {
	const { control, controlToken, controlHosts, ownToken, ownHosts } = options;
	const origins = controlHosts.filter((each) => each.includes("://"));
	const hosts = controlHosts.filter((each) => !each.includes("://"));
	const allowsOrigin = (origin: string) => origins.includes(origin.toLowerCase());
	const refuse = (request: ControlRequest): KiiError | undefined => {
		const token = tokenOf(request);
		if (ownToken !== undefined && token !== undefined && equal(token, ownToken)) return undefined;
		if (control === "off") return refusal("The control API is off; set control to loopback or open");
		const { headers } = request;
		const host = hostName(headers.host ?? "")
			.toLowerCase()
			.replace(/\.$/, "");
		if (!safeHost(host) && !hosts.includes(host) && !ownHosts().some((each) => each.toLowerCase() === host)) {
			return refusal(`The control API is not called by the host name "${host}"; to allow it, add it to control-hosts`);
		}
		const origin = headers.origin;
		if (origin !== undefined && !isOwn(origin, headers.host ?? "") && !allowsOrigin(origin)) {
			return refusal(`Pages of ${origin} may not use the control API; to allow them, add that origin to control-hosts`);
		}
		if (origin === undefined && fromForeignPage(request)) {
			return refusal(
				"Pages of other origins may not use the control API; to allow one, add its origin to control-hosts",
			);
		}
		if (control === "open" || isLoopback(request.remoteAddress)) return undefined;
		if (controlToken !== undefined && token !== undefined && equal(token, controlToken)) return undefined;
		return refusal(
			controlToken === undefined
				? `The control API is for programs on the emulator's own machine, and this call comes from ${request.remoteAddress}; set control to open, or a control-token`
				: "From another machine, the control API needs the control-token: Authorization: Bearer TOKEN, or X-Control-Token: TOKEN",
		);
	};
	return Object.assign(refuse, { allowsOrigin });
}

function refusal(message: string): KiiError {
	return new KiiError("CONTROL_FORBIDDEN", message);
}

/**
 * Names that nobody can point at this emulator for a page of theirs: addresses, whose pages are the emulator's own, and
 * names that public DNS does not have.
 */
function safeHost(host: string): boolean {
	return isIP(host) !== 0 || host === "localhost" || host.endsWith(".localhost") || host === "host.docker.internal";
}

/** Whether the page came from this very listener: its host and port are those that the request names. */
function isOwn(origin: string, host: string): boolean {
	if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
	const { protocol, host: own } = new URL(origin);
	const asked = `${protocol}//${host}`;
	return URL.canParse(asked) && new URL(asked).host === own;
}

/** What browsers say of a request without an Origin, such as that of an `<img>` (Fetch Metadata). A link may be followed. */
function fromForeignPage({ method, headers }: ControlRequest): boolean {
	const site = headers["sec-fetch-site"];
	if (site === undefined || site === "same-origin" || site === "none") return false;
	return !(method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document");
}

function isLoopback(address: string | undefined): boolean {
	return address !== undefined && /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/i.test(address);
}

function tokenOf({ url, headers }: ControlRequest): string | undefined {
	const own = headers["x-control-token"];
	if (typeof own === "string") return own;
	const [, bearer] = /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "") ?? [];
	if (bearer !== undefined) return bearer;
	// Nothing else can be said by a browser that opens a WebSocket [RFC 6750, 2.3].
	if (headers.upgrade === undefined) return undefined;
	return new URLSearchParams(url.split("?")[1] ?? "").get("access_token") ?? undefined;
}

/** In a time that says nothing about where they differ. */
function equal(one: string, other: string): boolean {
	return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
