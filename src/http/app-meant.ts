import type { FastifyRequest } from "fastify";
import { getApp } from "../core/app.ts";
import type { Core } from "../core/context.ts";
import { appIDHeader } from "./plugins/authenticate.ts";

/** Levels of a path that are looked at: no path of Kii's has more. */
const levels = 16;

/**
 * The app of a request that leads nowhere: one that there is, named at any level of the path, by `X-Kii-AppID` or by basic
 * credentials. So the test of that app learns of a mistyped path.
 */
export async function appMeant(core: Core, request: FastifyRequest): Promise<string | undefined> {
	const [path = ""] = request.url.split("?", 1);
	const named = [...path.split("/", levels + 1).slice(1), appIDHeader(request), basicUser(request)];
	for (const each of named) {
		if (each === undefined || !/^[\w-]{1,64}$/.test(each)) continue;
		const app = await getApp(core, each).catch(() => undefined);
		if (app !== undefined) return app.appID;
	}
	return undefined;
}

function basicUser({ headers: { authorization = "" } }: FastifyRequest): string | undefined {
	const [, value = ""] = /^basic\s+(\S+)\s*$/i.exec(authorization) ?? [];
	return Buffer.from(value, "base64").toString().split(":", 1)[0];
}
