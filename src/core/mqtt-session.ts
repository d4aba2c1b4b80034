import { findApp } from "./app.ts";
import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { readInstallation } from "./installation.ts";
import { anonymousAllowed } from "./login.ts";
import { findMqttEndpoint } from "./mqtt-endpoint.ts";
import { read } from "./records.ts";
import { type Thing, thingKey } from "./thing.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";
import { type User, userKey } from "./user.ts";

/** The client ID of every onboarding client on Kii's default broker (mqtt-and-thing-if, A1). */
const anonymousClientID = "anonymous";

export interface MqttCredentials {
	readonly clientID: string;
	readonly username: string | undefined;
	readonly password: string | undefined;
}

export type MqttSession =
	| { readonly kind: "onboarding"; readonly appID: string }
	| { readonly kind: "endpoint"; readonly appID: string; readonly mqttTopic: string; readonly owner: TypedID }
	| { readonly kind: "refused"; readonly returnCode: 4 | 5; readonly reason: string };

/**
 * What an MQTT client may be, by client ID, user name and password. MQTT return code 4: wrong user name or password;
 * 5: a client ID or app that nobody issued.
 */
export async function openMqttSession(core: Core, credentials: MqttCredentials): Promise<MqttSession> {
	const { clientID, username = "", password = "" } = credentials;
	if (clientID === anonymousClientID) return openOnboardingSession(core, username, password);
	const endpoint = await findMqttEndpoint(core, clientID);
	if (endpoint === undefined) {
		return refused(
			5,
			`client ID "${clientID}" is not an mqttTopic in force: use the mqttTopic of an onboarding or mqtt-endpoint reply, or "${anonymousClientID}" for onboarding`,
		);
	}
	if (!core.secrets.equal(username, endpoint.username) || !core.secrets.equal(password, endpoint.password)) {
		return refused(4, "user name or password is not the one of the mqttEndpoint that this client ID belongs to");
	}
	const { appID, installationID, mqttTopic } = endpoint;
	const owner = (await readInstallation(core, appID, installationID))?.owner;
	if (owner === undefined) return refused(5, "its installation was deleted");
	const reason = await whyNoOwner(core, appID, owner);
	return reason === undefined ? { kind: "endpoint", appID, mqttTopic, owner } : refused(5, reason);
}

/** Why nobody may connect as the owner of an installation. */
async function whyNoOwner(core: Core, appID: string, owner: TypedID): Promise<string | undefined> {
	const key = owner.type === "thing" ? thingKey(appID, owner.id) : userKey(appID, owner.id);
	const record = await read<Thing | User>(core, key);
	if (record === undefined) return `${typedIDText(owner)}, whose mqttTopic it is, was deleted`;
	return record.disabled ? `${typedIDText(owner)}, whose mqttTopic it is, is disabled` : undefined;
}

async function openOnboardingSession(core: Core, username: string, password: string): Promise<MqttSession> {
	const user = new URLSearchParams(username);
	const appID = user.get("client_id");
	const appKey = new URLSearchParams(password).get("client_secret");
	if (user.get("type") !== "oauth2" || !appID || appKey === null) {
		return refused(
			4,
			'the default broker takes the user name "type=oauth2&client_id={appID}" and the password "client_secret={appKey}"',
		);
	}
	try {
		const app = await findApp(core, appID);
		if (!anonymousAllowed(core, app, appKey)) return refused(4, `the app key is not the one of app ${appID}`);
		return { kind: "onboarding", appID };
	} catch (error) {
		if (!(error instanceof KiiError)) throw error;
		return refused(5, error.message);
	}
}

function refused(returnCode: 4 | 5, reason: string): MqttSession {
	return { kind: "refused", returnCode, reason };
}
