import assert from "node:assert/strict";
import type { Emulator } from "../../src/index.ts";

/** What a call over HTTP answered. */
export interface Answer {
	readonly status: number;
	/** Parsed JSON; undefined when there was no body. */
	readonly body: ReturnType<typeof JSON.parse>;
}

export interface OwnedThing {
	readonly thingID: string;
	readonly accessToken: string;
	readonly target: string;
	readonly mqttEndpoint: { readonly [key: string]: string | number; readonly mqttTopic: string };
}

/** An app's user, working over HTTP with nothing but fetch. */
export interface Owner {
	readonly userID: string;
	readonly issuer: string;
	readonly token: string;
	call(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
	onboard(vendorThingID: string, thingPassword?: string): Promise<OwnedThing>;
	postCommand(target: string, actions: readonly object[]): Promise<string>;
}

/** Where calls go. */
export interface Callee extends Pick<Emulator, "url"> {
	/** No connection is left open after a call, as fetch does else for more than a minute. */
	readonly closesConnections?: boolean;
}

export async function call(
	emulator: Callee,
	token: string | undefined,
	method: string,
	path: string,
	body?: unknown,
	contentType = "application/json",
): Promise<Answer> {
	const headers = new Headers(body === undefined ? {} : { "Content-Type": contentType });
	if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
	if (emulator.closesConnections) headers.set("Connection", "close");
	const reply = await fetch(emulator.url + path, {
		method,
		headers,
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await reply.text();
	return { status: reply.status, body: text === "" ? undefined : JSON.parse(text) };
}

export async function newOwner(emulator: Callee & Pick<Emulator, "app">, loginName = "owner"): Promise<Owner> {
	const { appID } = emulator.app;
	const password = "1234";
	const registered = await call(emulator, undefined, "POST", `/api/apps/${appID}/users`, { loginName, password });
	assert.equal(registered.status, 201);
	const login = { username: loginName, password };
	const { body } = await call(emulator, undefined, "POST", `/api/apps/${appID}/oauth2/token`, login);
	const { userID } = registered.body;
	const owner: Owner = {
		userID,
		issuer: `user:${userID}`,
		token: body.access_token,
		call: (method, path, payload, contentType) => call(emulator, body.access_token, method, path, payload, contentType),
		async onboard(vendorThingID, thingPassword = "secret") {
			const reply = await owner.call(
				"POST",
				`/thing-if/apps/${appID}/onboardings`,
				{ vendorThingID, thingPassword, owner: owner.issuer },
				"application/vnd.kii.OnboardingWithVendorThingIDByOwner+json",
			);
			assert.equal(reply.status, 200);
			return { ...reply.body, target: `/thing-if/apps/${appID}/targets/thing:${reply.body.thingID}` };
		},
		async postCommand(target, actions) {
			const command = { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions };
			const reply = await owner.call("POST", `${target}/commands`, command);
			assert.equal(reply.status, 201);
			return reply.body.commandID;
		},
	};
	return owner;
}
