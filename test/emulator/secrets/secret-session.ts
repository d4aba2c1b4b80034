// A session in which every call with a secret happens, in good order and not, over HTTP and MQTT.
import assert from "node:assert/strict";
import type { Emulator } from "../../../src/index.ts";
import type { KnownSecrets } from "./known-secrets.ts";
import { secretDevices } from "./secret-devices.ts";

const vnd = (name: string) => `application/vnd.kii.${name}+json`;
const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString("base64")}`;

export interface SessionOptions {
	readonly emulator: Emulator;
	readonly secrets: KnownSecrets;
	readonly app: {
		readonly appID: string;
		readonly appKey: string;
		readonly clientID: string;
		readonly clientSecret: string;
	};
	readonly controlToken: string;
}

/** What is asked of the API besides a body. */
interface Ask {
	/** The whole value of Authorization. */
	readonly auth?: string;
	readonly type?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Whether it must succeed. */
	readonly fails?: boolean;
}

export async function secretSession({ emulator, secrets, app, controlToken }: SessionOptions): Promise<void> {
	const { appID, appKey, clientID: client_id, clientSecret: client_secret } = app;
	const api = `/api/apps/${appID}`;
	const thingIf = `/thing-if/apps/${appID}`;
	const { own } = secrets;
	const wrong = own("wrong");

	async function ask(method: string, path: string, body?: unknown, { auth, type, headers, fails }: Ask = {}) {
		const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
		const reply = await fetch(emulator.url + path, {
			method,
			headers: {
				...(text === undefined ? {} : { "Content-Type": type ?? "application/json" }),
				...(auth === undefined ? {} : { Authorization: auth }),
				...headers,
			},
			...(text === undefined ? {} : { body: text }),
		});
		const answer = await reply.text();
		if (!fails) assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${answer}`);
		return secrets.takenFrom(/^[[{]/.test(answer) ? JSON.parse(answer) : {});
	}
	const fails = true;
	const bearer = (token: string) => ({ auth: `Bearer ${token}` });
	const anonymous = { auth: basic(appID, appKey) };

	// Log-ins of the administrator, right and wrong, at all paths, by JSON and as a form.
	const adminLogin = { client_id, client_secret };
	const admin = bearer((await ask("POST", `${api}/oauth2/token`, adminLogin)).access_token);
	await ask("POST", `/apps/${appID}/oauth2/token`, adminLogin);
	await ask("POST", "/api/oauth2/token", adminLogin, { headers: { "X-Kii-AppID": appID, "X-Kii-AppKey": appKey } });
	const form = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }).toString();
	await ask("POST", `${api}/oauth2/token`, form, { type: "application/x-www-form-urlencoded", fails });
	await ask("POST", `${api}/oauth2/token?client_secret=${client_secret}&password=${wrong}`, {}, { fails });
	await ask("POST", `${api}/oauth2/token`, { ...adminLogin, client_secret: wrong }, { fails });
	const verified = { emailAddressVerificationRequired: true, phoneNumberVerificationRequired: true };
	await ask("PATCH", `${api}/configuration/parameters`, { refreshTokenEnabled: true, ...verified }, admin);

	// A user: registered in each way, logged in, renewed, with a new password, in the end without one.
	const user = { loginName: "ann", emailAddress: "ann@x.y", phoneNumber: "+819012345678", password: own("user") };
	await ask("POST", `${api}/users`, user, { ...anonymous, type: vnd("RegistrationRequest") });
	const eve = await ask(
		"POST",
		`${api}/users`,
		{ loginName: "eve", password: own("eve") },
		{
			...anonymous,
			type: vnd("RegistrationAndAuthorizationRequest"),
		},
	);
	const pseudo = await ask(
		"POST",
		`${api}/users`,
		{},
		{ ...anonymous, type: vnd("RegistrationAndAuthorizationRequest") },
	);
	await ask("POST", `${api}/users/me`, { loginName: "bob", password: own("bob") }, bearer(pseudo._accessToken));
	await ask("POST", `${api}/users`, { ...user, password: `${wrong}\u00e9` }, { ...anonymous, fails });
	const login = await ask("POST", `${api}/oauth2/token`, { username: "ann", password: user.password }, anonymous);
	await ask("POST", `${api}/oauth2/token`, { username: "ann", password: wrong }, { ...anonymous, fails });
	await ask("POST", `${api}/oauth2/token`, `{"username":"ann","password":"${wrong}"`, { ...anonymous, fails });
	const renewal = { grant_type: "refresh_token", refresh_token: login.refresh_token };
	const renewed = await ask("POST", `${api}/oauth2/token`, renewal, anonymous);
	await ask("POST", `${api}/oauth2/token`, renewal, { ...anonymous, fails });
	const ann = bearer(renewed.access_token);
	const newPassword = own("changed");
	await ask("PUT", `${api}/users/me/password`, { oldPassword: user.password, newPassword }, ann);
	await ask("PUT", `${api}/users/me/password`, { oldPassword: wrong, newPassword }, { ...ann, fails });
	for (const address of ["email-address", "phone-number"]) {
		await ask("POST", `${api}/users/LOGIN_NAME:ann/${address}/reset-verification-code`, undefined, admin);
		await ask("POST", `${api}/users/LOGIN_NAME:ann/${address}/resend-verification`, undefined, admin);
		const { verificationCode } = await ask(
			"GET",
			`${api}/users/LOGIN_NAME:ann/${address}/verification-code`,
			undefined,
			admin,
		);
		await ask(
			"POST",
			`${api}/users/LOGIN_NAME:ann/${address}/verify`,
			{ verificationCode: wrong },
			{ ...anonymous, fails },
		);
		await ask("POST", `${api}/users/LOGIN_NAME:ann/${address}/verify`, { verificationCode }, anonymous);
	}
	const reset = `${api}/users/EMAIL:ann@x.y/password`;
	const codes = async () =>
		(await ask("GET", `/_emulator/apps/${appID}/verification-codes`, undefined, admin)).codes as { code: string }[];
	await ask("POST", `${reset}/request-reset`, {}, anonymous);
	await ask("POST", `${reset}/complete-reset`, { pinCode: wrong, newPassword: wrong }, { ...anonymous, fails });
	await ask("POST", `${reset}/complete-reset`, { pinCode: (await codes())[0]?.code }, anonymous);
	// The emulator has made a password, which is among the codes.
	const madeFor = { username: "ann", password: (await codes())[0]?.code };
	const again = bearer((await ask("POST", `${api}/oauth2/token`, madeFor, anonymous)).access_token);
	const { userID } = await ask("GET", `${api}/users/me`, undefined, again);

	// Things: registered and onboarded in each way, with new names and passwords, owned by password and by code.
	const byOwner = { ...again, type: vnd("OnboardingWithVendorThingIDByOwner") };
	const owner = `user:${userID}`;
	const lamp = { vendorThingID: "lamp", thingPassword: own("lamp") };
	const thing = await ask("POST", `${thingIf}/onboardings`, { ...lamp, owner }, byOwner);
	const byThing = { ...anonymous, type: vnd("OnboardingWithVendorThingIDByThing") };
	await ask("POST", `${thingIf}/onboardings`, lamp, byThing);
	await ask("POST", `${thingIf}/onboardings`, { ...lamp, thingPassword: wrong }, { ...byThing, fails });
	const gateway = { vendorThingID: "gateway", thingPassword: own("gateway"), layoutPosition: "GATEWAY", owner };
	const { thingID: gatewayThingID } = await ask("POST", `${thingIf}/onboardings`, gateway, byOwner);
	const endNode = { gatewayThingID, endNodeVendorThingID: "node", endNodePassword: own("node"), owner };
	const node = await ask("POST", `${thingIf}/onboardings`, endNode, {
		...again,
		type: vnd("OnboardingEndNodeWithGatewayThingID"),
	});
	const nodePath = `${api}/things/${gatewayThingID}/end-nodes/${node.endNodeThingID}`;
	await ask("POST", `${nodePath}/token`, {}, again);
	const registered = { _vendorThingID: "plain", _password: own("plain") };
	const plain = await ask("POST", `${api}/things`, registered, {
		...anonymous,
		type: vnd("ThingRegistrationAndAuthorizationRequest"),
	});
	const plainPath = `${api}/things/${plain._thingID}`;
	const asPlain = bearer(plain._accessToken);
	await ask("PUT", `${plainPath}/password`, { newPassword: own("plain-2") }, asPlain);
	await ask("PUT", `${plainPath}/vendor-thing-id`, { _vendorThingID: "plain-b", _password: own("plain-3") }, asPlain);
	await ask(
		"POST",
		`${api}/oauth2/token`,
		{ username: "VENDOR_THING_ID:plain-b", password: own("plain-3") },
		anonymous,
	);
	const { code } = await ask("POST", `${plainPath}/ownership/request/${owner}`, undefined, asPlain);
	await ask("POST", `${plainPath}/ownership/confirm`, { code }, again);
	const free = { _vendorThingID: "free", _password: own("free") };
	const { _thingID: freeID } = await ask("POST", `${api}/things`, free, {
		...anonymous,
		type: vnd("ThingRegistrationRequest"),
	});
	const asEve = bearer(eve._accessToken);
	const byPassword = { userID: eve.userID, thingPassword: free._password };
	await ask("POST", `${api}/things/${freeID}/ownership`, byPassword, asEve);
	await ask("POST", `${api}/things/${freeID}/ownership`, { ...byPassword, thingPassword: wrong }, { ...asEve, fails });

	// An endpoint of its own, and tokens where they do not belong.
	const { installationID } = await ask(
		"POST",
		`${api}/installations`,
		{ deviceType: "MQTT", development: false },
		again,
	);
	const endpoint = await ask("GET", `${api}/installations/${installationID}/mqtt-endpoint`, undefined, again);
	const token = again.auth.slice(7);
	for (const auth of [
		`Bearer ${token}x`,
		`Basic ${token}`,
		token,
		`Token ${token}`,
		basic("x", token),
		basic(appID, wrong),
	]) {
		await ask("GET", `${api}/users/me`, undefined, { auth, fails });
	}
	await ask("GET", `${api}/nowhere?access_token=${token}&x=1`, undefined, { ...again, fails });
	await ask("GET", `${api}/users/me?refresh_token=${login.refresh_token}`, undefined, { fails });
	await ask("GET", `${api}/users/me`, undefined, {
		...again,
		headers: { Cookie: `token=${token}`, Prefer: `code=401, token=${token}` },
		fails,
	});
	await ask(
		"PUT",
		`${api}/users/me/buckets/bucket/objects/object`,
		{ nested: [{ password: own("object"), text: `{"token":"${token}"}` }] },
		again,
	);
	await ask("POST", `${api}/users/me`, `[{"password": "${own("array")}"}]`, { ...again, fails });

	// The control API, whose token comes in three ways.
	for (const headers of [
		{ Authorization: `Bearer ${controlToken}` },
		{ "X-Control-Token": controlToken },
		{ "X-Control-Token": wrong },
	]) {
		await ask("GET", "/_emulator/apps", undefined, { headers, fails });
	}
	await ask("GET", `/_emulator/journal?access_token=${controlToken}`, undefined, { fails });
	const made = { appID: "made", appKey: own("made-key"), clientID: "c", clientSecret: own("made-secret") };
	await ask("POST", "/_emulator/apps", made);
	const rule = { match: { method: "GET", path: "/nothing" }, api: { respond: { status: 401, body: { token } } } };
	await ask("POST", "/_emulator/faults", rule, { fails });

	// A trigger that runs server code, by a token.
	const serverCode = {
		endpoint: "main",
		executorAccessToken: token,
		targetAppID: appID,
		parameters: { password: own("code") },
	};
	const predicate = { eventSource: "SCHEDULE", schedule: "0 * * * *" };
	const triggers = `${thingIf}/targets/thing:${thing.thingID}/triggers`;
	const trigger = { predicate, triggersWhat: "SERVER_CODE", serverCode };
	const { triggerID } = await ask("POST", triggers, trigger, again);
	await ask("PATCH", `${triggers}/${triggerID}`, trigger, again);
	await ask("GET", `${triggers}/${triggerID}`, undefined, again);

	await secretDevices({ emulator, secrets, app, thing, vendorThing: lamp, endpoint, token });
}
