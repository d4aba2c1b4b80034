import type { FastifyInstance, FastifyRequest } from "fastify";
import { findApp } from "../../core/app.ts";
import type { Core } from "../../core/context.ts";
import { KiiError } from "../../core/errors.ts";
import { anonymousAllowed } from "../../core/login.ts";
import { type Principal, wrongToken } from "../../core/principal.ts";
import { resolveToken } from "../../core/token.ts";
import type { HttpDeps } from "../context.ts";
import { hostName } from "../request-target.ts";
import { appReset } from "./app-gate.ts";

/** Finds out, for every route below an app, which app it is and who calls. */
export function addAuthentication(app: FastifyInstance, deps: HttpDeps): void {
	app.decorateRequest("caller");
	app.addHook("onRequest", async (request) => {
		const { appID } = request.params as { appID?: string };
		if (appID === undefined) return;
		const transport = deps.transportCaller(request);
		const leave = await deps.gate?.enter(appID);
		try {
			const epoch = deps.gate?.epoch(appID);
			// Before the app is looked for: that may make it.
			if (transport?.epoch !== undefined && transport.epoch !== epoch) throw appReset(appID);
			request.epoch = epoch;
			request.caller = {
				appID,
				principal: await principalOf(deps.core, appID, request.headers.authorization, transport?.anonymous ?? false),
				reachedHost: transport?.reachedHost ?? hostName(request.headers.host ?? ""),
			};
		} finally {
			leave?.();
		}
	});
}

/** The app that `/api/oauth2/token` and other paths without an app mean. */
export function appIDHeader(request: FastifyRequest): string | undefined {
	const header = request.headers["x-kii-appid"];
	return typeof header === "string" && header !== "" ? header : undefined;
}

async function principalOf(
	core: Core,
	appID: string,
	authorization: string | undefined,
	anonymousSession: boolean,
): Promise<Principal> {
	const app = await findApp(core, appID);
	const [, scheme, value] = /^(bearer|basic)\s+(\S+)\s*$/i.exec(authorization ?? "") ?? [];
	if (authorization === undefined || authorization.trim() === "") {
		return anonymousSession ? { kind: "anonymous" } : { kind: "none" };
	}
	if (value === undefined) throw wrongToken(appID, authorization);
	if (scheme?.toLowerCase() === "basic") {
		const [user, key] = splitBasic(value);
		if (user === appID && anonymousAllowed(core, app, key)) return { kind: "anonymous" };
		// The node-red node sends `Basic {access token}` with its action results (real-clients 1.5).
		return resolveToken(core, appID, value).catch((error: unknown) => {
			if (!(error instanceof KiiError) || error.errorCode !== "WRONG_TOKEN") throw error;
			// The error names the token, but it must not repeat credentials.
			throw wrongToken(appID, "Basic");
		});
	}
	return resolveToken(core, appID, value);
}

function splitBasic(value: string): [user: string, key: string] {
	const text = Buffer.from(value, "base64").toString();
	const colon = text.indexOf(":");
	return colon < 0 ? ["", ""] : [text.slice(0, colon), text.slice(colon + 1)];
}
