import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import mqtt from "mqtt";
import { pino } from "pino";
import { WebSocket } from "ws";
import { createEmulator } from "../../src/index.ts";
import { connectDevice, type DeviceCredentials, endpointCredentials } from "../helpers/device.ts";

/** All that a log at trace level writes of `work`. */
async function logOf(work: (log: pino.Logger) => Promise<void>): Promise<string> {
	let text = "";
	const write = (line: string) => {
		text += line;
	};
	await work(pino({ level: "trace" }, { write }));
	return text;
}

const app = { appID: "secretive", appKey: "app-key-7Hq2", clientID: "admin-id", clientSecret: "client-secret-9Xw4" };
const passwords = {
	user: "user-pass-3Kd8",
	wrong: "wrong-pass-5Lp1",
	changed: "changed-pass-6Mn0",
	thing: "thing-pass-2Vb7",
};
const kii = "application/vnd.kii";

test("no token and no password gets into the log, at any level, however a session goes", async () => {
	const secrets = new Set<string>(Object.values(passwords));
	secrets.add(app.clientSecret).add(app.appKey);

	/** Every token and password of an answer, at any depth. */
	function keep(value: unknown): void {
		if (typeof value !== "object" || value === null) return;
		for (const [key, inner] of Object.entries(value)) {
			if (typeof inner === "string" && /token$|password$/i.test(key)) secrets.add(inner);
			keep(inner);
		}
	}

	const text = await logOf(async (log) => {
		await using emulator = await createEmulator({ app: [app], checkAppKey: true, log });
		const api = `/api/apps/${app.appID}`;
		const thingIf = `/thing-if/apps/${app.appID}`;
		const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString("base64")}`;
		async function call(
			method: string,
			path: string,
			body?: unknown,
			authorization?: string,
			type = "application/json",
		) {
			const headers = {
				"Content-Type": type,
				...(authorization === undefined ? {} : { Authorization: authorization }),
			};
			const payload = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
			const reply = await fetch(emulator.url + path, { method, headers, ...payload });
			const answer = await reply.text();
			const json = answer.startsWith("{") ? JSON.parse(answer) : {};
			keep(json);
			return json;
		}

		// Log-ins, right and wrong.
		const anonymous = basic(app.appID, app.appKey);
		const { clientID: client_id, clientSecret: client_secret } = app;
		const admin = (await call("POST", `${api}/oauth2/token`, { client_id, client_secret })).access_token;
		await call("POST", `${api}/oauth2/token`, { client_id, client_secret: passwords.wrong });
		await call(
			"PATCH",
			`${api}/configuration/parameters`,
			{ refreshTokenEnabled: true, maxLoginAttempts: 3 },
			`Bearer ${admin}`,
		);
		const loginName = "ann";
		const user = { loginName, emailAddress: "ann@x.y", password: passwords.user };
		const registered = await call(
			"POST",
			`${api}/users`,
			user,
			anonymous,
			`${kii}.RegistrationAndAuthorizationRequest+json`,
		);
		await call("POST", `${api}/users`, { ...user, password: "no\u00e9" }, anonymous);
		const { access_token: token, refresh_token } = await call("POST", `${api}/oauth2/token`, {
			username: loginName,
			password: passwords.user,
		});
		assert.ok(token && refresh_token && registered.userID);
		for (let attempt = 0; attempt < 4; attempt++) {
			await call("POST", `${api}/oauth2/token`, { username: "nobody", password: passwords.wrong });
			await call("POST", `${api}/oauth2/token`, `{"password":"${passwords.wrong}"`, anonymous);
		}
		await call("POST", `${api}/oauth2/token`, { grant_type: "refresh_token", refresh_token });
		await call("POST", `${api}/oauth2/token`, { grant_type: "refresh_token", refresh_token });

		// Tokens where they belong and where they do not.
		for (const authorization of [
			`Bearer ${token}x`,
			`Bearer  ${token} `,
			`Basic ${token}`,
			token,
			`Token ${token}`,
			basic("x", token),
			basic(app.appID, passwords.wrong),
		]) {
			await call("GET", `${api}/users/me`, undefined, authorization);
			await call("GET", `${thingIf}/targets/thing:th.none/states`, undefined, authorization);
		}
		await call("GET", `${api}/nowhere?access_token=${token}`, undefined, `Bearer ${token}`);
		await call(
			"PUT",
			`${api}/users/me/password`,
			{ oldPassword: passwords.wrong, newPassword: passwords.changed },
			`Bearer ${token}`,
		);
		await call(
			"PUT",
			`${api}/users/me/password`,
			{ oldPassword: passwords.user, newPassword: passwords.changed },
			`Bearer ${token}`,
		);
		// A password that the emulator makes, and the administrator reads.
		await call("POST", `${api}/users/EMAIL:ann@x.y/password/request-reset`, {}, anonymous);
		const { codes } = await call(
			"GET",
			`/_emulator/apps/${app.appID}/verification-codes`,
			undefined,
			`Bearer ${admin}`,
		);
		await call("POST", `${api}/users/EMAIL:ann@x.y/password/complete-reset`, { pinCode: codes[0].code }, anonymous);
		const made = await call("GET", `/_emulator/apps/${app.appID}/verification-codes`, undefined, `Bearer ${admin}`);
		assert.equal(made.codes[0].purpose, "newPassword");
		secrets.add(made.codes[0].code);

		// A thing, over HTTP and MQTT, in good order and not.
		const onboarding = { vendorThingID: "v1", thingPassword: passwords.thing };
		const type = `${kii}.OnboardingWithVendorThingIDByThing+json`;
		const thing = await call("POST", `${thingIf}/onboardings`, onboarding, anonymous, type);
		await call("POST", `${thingIf}/onboardings`, { ...onboarding, thingPassword: passwords.wrong }, anonymous, type);
		const credentials = endpointCredentials(thing.mqttEndpoint);
		const bearer = { Authorization: `Bearer ${thing.accessToken}` };
		const states = `${thingIf}/targets/thing:${thing.thingID}/states`;
		const device = await connectDevice(emulator, "mqtt", credentials);
		assert.equal(
			(await device.request("PUT", states, { ...bearer, "Content-Type": "application/json" }, '{"a":1}')).status,
			201,
		);
		await device.request("PUT", states, { Authorization: `Bearer ${token}x` }, "{");
		await device.request(`GET ${thing.accessToken}`, states, bearer);
		await device.request("GET", states, { [`Authorization Bearer ${thing.accessToken}`]: "\u0001" });
		await device.request("GET", states, { Authorization: `Bearer ${thing.accessToken}\u0001` });
		await device.request(thing.accessToken, states, {});
		await device.client.publishAsync("elsewhere", `GET\nAuthorization: Bearer ${thing.accessToken}\n\n`);
		await device.client.publishAsync(`p/${credentials.clientId}${states}`, "x", { qos: 2, retain: true });
		await assert.rejects(device.client.subscribeAsync("elsewhere"));
		await device.close();
		const onboarder: DeviceCredentials = {
			clientId: "anonymous",
			username: `type=oauth2&client_id=${app.appID}`,
			password: `client_secret=${app.appKey}`,
		};
		const newcomer = await connectDevice(emulator, "wss", onboarder);
		const reply = await newcomer.request(
			"POST",
			`${thingIf}/onboardings`,
			{ "Content-Type": type },
			JSON.stringify({ ...onboarding, vendorThingID: "v2" }),
		);
		assert.equal(reply.status, 200);
		keep(JSON.parse(reply.body));
		await newcomer.close();
		for (const wrong of [{ password: passwords.wrong }, { username: passwords.wrong }, { clientId: "nobody" }]) {
			await assert.rejects(mqtt.connectAsync(emulator.urls.mqtt, { reconnectPeriod: 0, ...credentials, ...wrong }));
			await assert.rejects(mqtt.connectAsync(emulator.urls.mqtt, { reconnectPeriod: 0, ...onboarder, ...wrong }));
		}

		// What is not even HTTP, MQTT or a WebSocket.
		for (const port of Object.values(emulator.ports)) {
			const socket = connect(port, "127.0.0.1")
				.on("error", () => {})
				.resume();
			socket.end(`GET /x?t=${token} HTTP/1.1\nAuthorization: Bearer ${token}\r\nA B: ${token}\r\n\r\n`);
			await once(socket, "close");
		}
		const socket = new WebSocket(`${emulator.urls.ws}?access_token=${token}`, [token]);
		await once(socket, "error");
	});

	assert.ok(secrets.size > 12, `${secrets.size} secrets`);
	assert.ok(text.split("\n").length > 40, "the session is in the log");
	for (const secret of secrets) {
		const line = text.split("\n").find((each) => each.includes(secret));
		assert.equal(line, undefined, `a secret of ${secret.length} characters`);
	}
});
