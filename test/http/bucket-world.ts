import { createGroup } from "../../src/core/group/group.ts";
import { addOwner, registerThing } from "../../src/core/thing.ts";
import { issueToken } from "../../src/core/token.ts";
import { registerUser } from "../../src/core/user.ts";
import { appID } from "../helpers/core.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";

export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly text: string;
	/** The reply as JSON. */
	readonly body: ReturnType<typeof JSON.parse>;
}

export interface Options {
	/** Sent as JSON, a text as it is. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
	/** `undefined` for none; otherwise the user's. */
	readonly token?: string | undefined;
}

/** A user with a group and a thing, calling the API of the app. */
export interface BucketWorld extends TestHttp {
	readonly userID: string;
	readonly token: string;
	/** Of somebody else. */
	readonly strangerToken: string;
	readonly adminToken: string;
	/** The scopes' beginnings of paths behind the app, and their `objectScope` in errors. */
	readonly scopes: readonly { readonly path: string; readonly objectScope: object }[];
	/** `path` is that behind `/api/apps/{appID}`. */
	call(method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, options?: Options): Promise<Reply>;
}

export const api = `/api/apps/${appID}`;

export async function createBucketWorld(): Promise<BucketWorld> {
	const http = await createTestHttp();
	const { core, app } = http;
	const tokenOf = async (userID: string) => (await issueToken(core, appID, { kind: "user", userID })).accessToken;
	const { userID } = await registerUser(core, appID, { loginName: "owner" }, "1234");
	const stranger = await registerUser(core, appID, { loginName: "stranger" }, "1234");
	const { groupID } = await createGroup(core, appID, { name: "g", owner: userID, members: [] });
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	await addOwner(core, appID, thingID, { type: "user", id: userID });
	const token = await tokenOf(userID);
	return {
		...http,
		userID,
		token,
		strangerToken: await tokenOf(stranger.userID),
		adminToken: (await issueToken(core, appID, { kind: "admin" })).accessToken,
		scopes: [
			{ path: "", objectScope: { appID, type: "APP" } },
			{ path: `/users/${userID}`, objectScope: { appID, userID, type: "APP_AND_USER" } },
			{ path: `/groups/${groupID}`, objectScope: { appID, groupID, type: "APP_AND_GROUP" } },
			{ path: `/things/${thingID}`, objectScope: { appID, thingID, type: "APP_AND_THING" } },
		],
		async call(method, path, options = {}) {
			const { body, headers } = options;
			const bearer = "token" in options ? options.token : token;
			const reply = await app.inject({
				method,
				url: api + path,
				headers: {
					host: "kii.test",
					...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
					...headers,
				},
				...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
			});
			return {
				status: reply.statusCode,
				headers: reply.headers,
				text: reply.body,
				get body() {
					return reply.json();
				},
			};
		},
	};
}
