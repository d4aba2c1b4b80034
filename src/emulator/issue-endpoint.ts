import type { Emulator } from "../emulator.ts";
import { internalsOf } from "./internals.ts";
import { runnerAddress } from "./stand.ts";

/** What a client that does not onboard needs in order to connect. */
export interface IssuedEndpoint {
	/** The client ID, and the topic to subscribe to. */
	readonly mqttTopic: string;
	readonly username: string;
	readonly password: string;
	readonly thingID: string;
	readonly accessToken: string;
}

const onboarding = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";

/** Onboards a thing in the name of a client that cannot. */
export async function issueEndpoint(emulator: Emulator, vendorThingID: string): Promise<IssuedEndpoint> {
	const { api } = internalsOf(emulator);
	const { appID, appKey } = emulator.app;
	const answer = await api.app.inject({
		method: "POST",
		url: `/thing-if/apps/${appID}/onboardings`,
		headers: {
			"content-type": onboarding,
			authorization: `Basic ${Buffer.from(`${appID}:${appKey}`).toString("base64")}`,
		},
		remoteAddress: runnerAddress,
		payload: JSON.stringify({ vendorThingID, thingPassword: "conformance" }),
	});
	if (answer.statusCode !== 200) throw new Error(`no endpoint was issued: ${answer.statusCode} ${answer.payload}`);
	const { thingID, accessToken, mqttEndpoint } = answer.json();
	const { mqttTopic, username, password } = mqttEndpoint;
	return { mqttTopic, username, password, thingID, accessToken };
}
