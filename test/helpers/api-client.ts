import type { LightMyRequestResponse } from "fastify";
import { wellKnownApp } from "../../src/core/app.ts";
import { changeAppParameters } from "../../src/core/app-parameters.ts";
import { issueToken } from "../../src/core/token.ts";
import { createTestHttp, type TestHttp } from "./http.ts";

/** Calls below `/api/apps/emulator`, or to a path in full. */
export interface ApiClient {
	readonly http: TestHttp;
	/** A token of the administrator. */
	readonly admin: string;
	/** `type` is what stands between `application/vnd.kii.` and `+json`. */
	call(
		method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
		path: string,
		given?: { token?: string; body?: unknown; type?: string },
	): Promise<LightMyRequestResponse>;
	/** Registers a user with the password 1234; with a token. */
	register(fields: object): Promise<{ userID: string; token: string }>;
	parameters(changes: Record<string, unknown>): Promise<void>;
}

export async function createApiClient(): Promise<ApiClient> {
	const http = await createTestHttp();
	const { appID } = wellKnownApp;
	const { accessToken: admin } = await issueToken(http.core, appID, { kind: "admin" });
	const call: ApiClient["call"] = (method, path, { token, body, type } = {}) =>
		http.app.inject({
			method,
			url: path.startsWith("/api") || path.startsWith("/_emulator") ? path : `/api/apps/${appID}${path}`,
			headers: {
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				...(body === undefined
					? {}
					: { "content-type": type === undefined ? "application/json" : `application/vnd.kii.${type}+json` }),
			},
			...(body === undefined ? {} : { payload: JSON.stringify(body) }),
		});
	return {
		http,
		admin,
		call,
		async register(fields) {
			const body = { password: "1234", ...fields };
			const reply = await call("POST", "/users", { body, type: "RegistrationAndAuthorizationRequest" });
			const { userID, _accessToken: token } = reply.json();
			if (reply.statusCode !== 201) throw new Error(reply.body);
			return { userID, token };
		},
		parameters: (changes) => changeAppParameters(http.core, appID, changes),
	};
}
