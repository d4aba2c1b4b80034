import { newOwner } from "../helpers/owner.ts";
import type { Started } from "./emulator-process.ts";
import type { Target } from "./input.ts";

/** Things that may connect, for inputs that get beyond CONNECT; each for one connection at a time. */
export async function endpointsFor(emulator: Started, count: number): Promise<Target[]> {
	const owner = await newOwner(emulator, "fuzz");
	const targets: Target[] = [];
	for (let index = 0; index < count; index++) {
		const { thingID, accessToken, mqttEndpoint } = await owner.onboard(`fuzz-${index}`);
		const { mqttTopic, username, password } = mqttEndpoint;
		const { appID } = emulator.app;
		targets.push({
			appID,
			thingID,
			accessToken,
			clientID: mqttTopic,
			username: `${username}`,
			password: `${password}`,
		});
	}
	return targets;
}
