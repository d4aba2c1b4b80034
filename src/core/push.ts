import type { Core } from "./context.ts";
import { mqttInstallationOf } from "./installation.ts";
import { mqttEndpointOf } from "./mqtt-endpoint.ts";
import { read } from "./records.ts";
import { type Thing, thingKey } from "./thing.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

/**
 * Sends a message to the MQTT installation of a user or thing; for an end node to that of its gateway, or to its own
 * if the gateway does not listen. False when nobody does.
 */
export async function pushToOwner(core: Core, appID: string, owner: TypedID, payload: string): Promise<boolean> {
	const thing = owner.type === "thing" ? await read<Thing>(core, thingKey(appID, owner.id)) : undefined;
	if (thing?.gateway !== undefined) {
		const gateway: TypedID = { type: "thing", id: thing.gateway.thingID };
		if (await pushToInstallation(core, appID, gateway, payload)) return true;
	}
	return pushToInstallation(core, appID, owner, payload);
}

async function pushToInstallation(core: Core, appID: string, owner: TypedID, payload: string): Promise<boolean> {
	const installation = await mqttInstallationOf(core, appID, owner);
	if (installation === undefined) return false;
	const endpoint = await mqttEndpointOf(core, appID, installation.installationID);
	return core.push.push(endpoint.mqttTopic, payload, { appID, owner: typedIDText(owner) });
}
