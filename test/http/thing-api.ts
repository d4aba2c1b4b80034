import assert from "node:assert/strict";
import type { LightMyRequestResponse } from "fastify";
import { wellKnownApp } from "../../src/core/app.ts";
import type { CoreSettings } from "../../src/core/context.ts";
import type { Log } from "../../src/core/ports.ts";
import { createTestCore, silentLog, type TestCore } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";

export const kii = (name: string) => `application/vnd.kii.${name}+json`;

export type CallerName =
	| "thing"
	| "gateway"
	| "owner"
	| "admin"
	| "stranger"
	| "other thing"
	| "anonymous"
	| "nobody"
	| `Bearer ${string}`;

/** Calls of `/api/apps/emulator` in the name of those who have to do with a thing. */
export interface ThingApi {
	readonly core: TestCore;
	/** An end node `v1` behind the gateway `gw`; both belong to the owner. */
	readonly thingID: string;
	readonly gatewayThingID: string;
	/** Of the owner. */
	readonly userID: string;
	call(
		caller: CallerName,
		method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE",
		path: string,
		body?: unknown,
		type?: string,
		headers?: Readonly<Record<string, string>>,
	): Promise<LightMyRequestResponse>;
}

export async function createThingApi(settings: Partial<CoreSettings> = {}, log: Partial<Log> = {}): Promise<ThingApi> {
	const core = await createTestCore(settings);
	const { app } = await createTestHttp({ core, log: { ...silentLog, ...log } });
	const anonymous = `Basic ${btoa("emulator:emulator-key")}`;
	const post = async (path: string, payload: object, authorization = anonymous, type = "application/json") => {
		const headers = { authorization, "content-type": type };
		const reply = await app.inject({ method: "POST", url: path, headers, payload: JSON.stringify(payload) });
		assert.ok(reply.statusCode < 300, reply.body);
		return reply.json();
	};
	const api = "/api/apps/emulator";
	const thingIf = "/thing-if/apps/emulator";
	const login = async (payload: object) => `Bearer ${(await post(`${api}/oauth2/token`, payload)).access_token}`;
	const user = async (loginName: string) => {
		const { userID } = await post(`${api}/users`, { loginName, password: "1234" });
		return { userID, token: await login({ username: loginName, password: "1234" }) };
	};
	const owner = await user("owner");
	const stranger = await user("stranger");
	const ownerName = `user:${owner.userID}`;
	const gateway = await post(
		`${thingIf}/onboardings`,
		{ vendorThingID: "gw", thingPassword: "pw", owner: ownerName, layoutPosition: "GATEWAY" },
		owner.token,
		kii("OnboardingWithVendorThingIDByOwner"),
	);
	const { endNodeThingID: thingID, accessToken } = await post(
		`${thingIf}/onboardings`,
		{ gatewayThingID: gateway.thingID, endNodeVendorThingID: "v1", endNodePassword: "pw", owner: ownerName },
		owner.token,
		kii("OnboardingEndNodeWithGatewayThingID"),
	);
	const other = await post(
		`${api}/things`,
		{ _vendorThingID: "other", _password: "pw" },
		anonymous,
		kii("ThingRegistrationAndAuthorizationRequest"),
	);
	const { clientID: client_id, clientSecret: client_secret } = wellKnownApp;
	const authorization: Readonly<Record<string, string>> = {
		thing: `Bearer ${accessToken}`,
		gateway: `Bearer ${gateway.accessToken}`,
		owner: owner.token,
		admin: await login({ client_id, client_secret }),
		stranger: stranger.token,
		"other thing": `Bearer ${other._accessToken}`,
		anonymous,
	};
	return {
		core,
		thingID,
		gatewayThingID: gateway.thingID,
		userID: owner.userID,
		call(caller, method, path, body, type = "application/json", headers = {}) {
			const token = caller.startsWith("Bearer ") ? caller : authorization[caller];
			return app.inject({
				method,
				url: api + path,
				headers: {
					...(body === undefined ? {} : { "content-type": type }),
					...(token === undefined ? {} : { authorization: token }),
					...headers,
				},
				...(body === undefined ? {} : { payload: JSON.stringify(body) }),
			});
		},
	};
}
