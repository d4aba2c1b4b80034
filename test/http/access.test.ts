// Who may make which call of things and Thing-IF.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { wellKnownApp } from "../../src/core/app.ts";
import { createTestHttp, type TestHttp } from "../helpers/http.ts";

const appPath = "/thing-if/apps/emulator";
const callers = ["thing", "gateway", "owner", "admin", "stranger", "other thing", "anonymous", "nobody"] as const;
type CallerName = (typeof callers)[number];

interface Call {
	readonly method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
	readonly path: string;
	readonly body?: object;
	readonly type?: string;
	/** Those who get neither 401 nor 403. */
	readonly allowed: readonly CallerName[];
	/** What those without a right get; those without a token always get 401. */
	readonly refusal: 401 | 403;
}

// The thing is an end node of the gateway; both belong to the owner.
const users: readonly CallerName[] = ["thing", "gateway", "owner", "admin"];
const gatewayUsers: readonly CallerName[] = ["gateway", "owner", "admin"];
const admins: readonly CallerName[] = ["admin"];
const known: readonly CallerName[] = callers.filter((name) => name !== "anonymous" && name !== "nobody");

function ofTarget(method: Call["method"], tail: string, body?: object): Call {
	const path = `${appPath}/targets/thing:{thing}${tail}`;
	return { method, path, allowed: users, refusal: 403, ...(body ? { body } : {}) };
}

function ofThing(method: Call["method"], tail: string, body?: object, allowed = users): Call {
	return { method, path: `${appPath}/things/{thing}${tail}`, allowed, refusal: 403, ...(body ? { body } : {}) };
}

function ofGateway(method: Call["method"], tail: string, body?: object): Call {
	const path = `${appPath}/things/{gateway}/end-nodes${tail}`;
	return { method, path, allowed: gatewayUsers, refusal: 403, ...(body ? { body } : {}) };
}

function ofApi(method: Call["method"], tail: string, allowed: readonly CallerName[], body?: object): Call {
	return { method, path: `/api/apps/emulator${tail}`, allowed, refusal: 401, ...(body ? { body } : {}) };
}

function ofAdmin(method: Call["method"], tail: string, body?: object): Call {
	return { method, path: `${appPath}${tail}`, allowed: admins, refusal: 401, ...(body ? { body } : {}) };
}

const trait = { actions: [], states: [] };
const firmware = "/configuration/thing-types/Lamp/firmware-versions/V1";
const calls: readonly Call[] = [
	ofTarget("PUT", "/states", { a: 1 }),
	ofTarget("PATCH", "/states", { a: 1 }),
	ofTarget("GET", "/states"),
	ofTarget("PUT", "/states/aliases/a", { a: 1 }),
	ofTarget("PATCH", "/states/aliases/a", { a: 1 }),
	ofTarget("GET", "/states/aliases/a"),
	ofTarget("POST", "/states-bulk", { states: [] }),
	ofTarget("POST", "/commands", { issuer: "user:{owner}", actions: [{ a: 1 }], schema: "s", schemaVersion: 1 }),
	ofTarget("GET", "/commands"),
	ofTarget("GET", "/commands/none"),
	ofTarget("PUT", "/commands/none/action-results", { actionResults: [] }),
	ofThing("GET", "/thing-type"),
	ofThing("PUT", "/thing-type", { thingType: "Lamp" }),
	ofThing("GET", "/firmware-version"),
	ofThing("PUT", "/firmware-version", { firmwareVersion: "V1" }),
	ofThing("PUT", "/layout-position", { layoutPosition: "END_NODE" }, ["owner", "admin"]),
	ofApi("GET", "/things/{thing}", users),
	ofApi("GET", "/things/{thing}/vendor-thing-id", users),
	ofApi("PUT", "/things/{thing}/vendor-thing-id", users, { _vendorThingID: "en", _password: "pw" }),
	ofGateway("GET", ""),
	ofGateway("PUT", "/{thing}/connection", { online: true }),
	ofApi("PUT", "/things/{gateway}/end-nodes/{thing}", gatewayUsers),
	ofApi("POST", "/things/{gateway}/end-nodes/{thing}/token", gatewayUsers, {}),
	{
		method: "POST",
		path: `${appPath}/onboardings`,
		type: "application/vnd.kii.OnboardingEndNodeWithGatewayThingID+json",
		body: {
			gatewayThingID: "{gateway}",
			endNodeVendorThingID: "en",
			endNodePassword: "pw",
			owner: "user:{owner}",
		},
		allowed: ["owner", "admin"],
		refusal: 403,
	},
	ofGateway("DELETE", "/{thing}"),
	ofAdmin("POST", "/traits/Lamp/versions", trait),
	ofAdmin("PUT", "/traits/Lamp/versions/1/finalize"),
	{ method: "GET", path: `${appPath}/traits`, allowed: known, refusal: 401 },
	{ method: "GET", path: `${appPath}/traits/Lamp/versions/1`, allowed: known, refusal: 401 },
	ofApi("PUT", "/configuration/thing-types/Lamp", admins, {}),
	ofApi("GET", "/configuration/thing-types", admins),
	ofApi("PUT", firmware, admins),
	ofApi("GET", "/configuration/thing-types/Lamp/firmware-versions", admins),
	ofApi("GET", firmware, admins),
	ofAdmin("PUT", `${firmware}/aliases/lamp`, { trait: "Lamp", traitVersion: 1 }),
	ofAdmin("GET", `${firmware}/aliases`),
	ofAdmin("GET", `${firmware}/aliases/lamp`),
];

interface World {
	readonly http: TestHttp;
	readonly authorization: Readonly<Record<CallerName, string | undefined>>;
	fill(text: string): string;
}

async function createWorld(): Promise<World> {
	const http = await createTestHttp();
	const { app } = http;
	const anonymous = `Basic ${btoa("emulator:emulator-key")}`;
	const post = async (url: string, payload: object, authorization = anonymous, type = "application/json") => {
		const headers = { authorization, "content-type": type };
		const reply = await app.inject({ method: "POST", url, headers, payload: JSON.stringify(payload) });
		assert.ok(reply.statusCode < 300, reply.body);
		return reply.json();
	};
	const login = async (payload: object) =>
		`Bearer ${(await post("/api/apps/emulator/oauth2/token", payload)).access_token}`;
	const user = async (loginName: string) => {
		const { userID } = await post("/api/apps/emulator/users", { loginName, password: "1234" });
		return { userID, token: await login({ username: loginName, password: "1234" }) };
	};
	const owner = await user("owner");
	const stranger = await user("stranger");
	const onboard = (vendorThingID: string, of: typeof owner, layoutPosition: string) =>
		post(
			`${appPath}/onboardings`,
			{ vendorThingID, thingPassword: "pw", owner: `user:${of.userID}`, layoutPosition },
			of.token,
			"application/vnd.kii.OnboardingWithVendorThingIDByOwner+json",
		);
	const gateway = await onboard("gw", owner, "GATEWAY");
	const other = await onboard("other", stranger, "STANDALONE");
	const endNode = await post(
		`${appPath}/onboardings`,
		{
			gatewayThingID: gateway.thingID,
			endNodeVendorThingID: "en",
			endNodePassword: "pw",
			owner: `user:${owner.userID}`,
		},
		owner.token,
		"application/vnd.kii.OnboardingEndNodeWithGatewayThingID+json",
	);
	const { clientID: client_id, clientSecret: client_secret } = wellKnownApp;
	return {
		http,
		authorization: {
			thing: `Bearer ${endNode.accessToken}`,
			gateway: `Bearer ${gateway.accessToken}`,
			owner: owner.token,
			admin: await login({ client_id, client_secret }),
			stranger: stranger.token,
			"other thing": `Bearer ${other.accessToken}`,
			anonymous,
			nobody: undefined,
		},
		fill: (text) =>
			text
				.replaceAll("{thing}", endNode.endNodeThingID)
				.replaceAll("{gateway}", gateway.thingID)
				.replaceAll("{owner}", owner.userID),
	};
}

describe("access", () => {
	let world: World;
	before(async () => {
		world = await createWorld();
	});

	for (const { method, path, body, type = "application/json", allowed, refusal } of calls) {
		test(`${method} ${path}${type.includes("EndNode") ? " (end node)" : ""}`, async () => {
			const { http, authorization, fill } = world;
			// Those who may come last: what they change must not change what the others get.
			for (const caller of [...callers].sort((one) => (allowed.includes(one) ? 1 : -1))) {
				const token = authorization[caller];
				const reply = await http.app.inject({
					method,
					url: fill(path),
					headers: {
						...(body ? { "content-type": type } : {}),
						...(token === undefined ? {} : { authorization: token }),
					},
					...(body ? { payload: fill(JSON.stringify(body)) } : {}),
				});
				if (allowed.includes(caller)) assert.ok(![401, 403].includes(reply.statusCode), `${caller}: ${reply.body}`);
				else {
					const status = caller === "anonymous" || caller === "nobody" ? 401 : refusal;
					assert.equal(reply.statusCode, status, `${caller}: ${reply.body}`);
					assert.equal(reply.json().errorCode, status === 401 ? "UNAUTHORIZED" : "WRONG_TOKEN");
				}
			}
		});
	}
});
