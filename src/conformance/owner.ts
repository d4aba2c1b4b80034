import { DeviceMissing } from "./bench.ts";
import type { Stand } from "./stand.ts";

interface CommandBody {
	readonly actions: readonly unknown[];
	readonly schema: string;
	readonly schemaVersion: number;
}

const loginName = "conformance-owner";

/** The thing whose endpoint a client ID is, owned by the user in whose name the runner sends commands. */
async function ownedThing(stand: Stand, mqttTopic: string): Promise<{ thingID: string; userID: string }> {
	const thingID = await thingOf(stand, mqttTopic);
	const userID = await owner(stand);
	const { status } = await stand.call("PUT", `/api/apps/${stand.appID}/things/${thingID}/ownership/user:${userID}`);
	if (status >= 300 && status !== 409)
		throw new DeviceMissing(`the device's thing ${thingID} cannot be owned: ${status}`);
	return { thingID, userID };
}

/** ID of the thing whose endpoint has that topic. @throws DeviceMissing */
export async function thingOf(stand: Stand, mqttTopic: string): Promise<string> {
	return (await installationOf(stand, mqttTopic)).thingID;
}

async function installationOf(
	stand: Stand,
	mqttTopic: string,
): Promise<{ readonly installationID: string; readonly thingID: string }> {
	const { body } = await stand.call("GET", `/api/apps/${stand.appID}/installations`);
	for (const { installationID, thingID } of (body as { installations: Record<string, string>[] }).installations) {
		if (thingID === undefined || installationID === undefined) continue;
		const path = `/api/apps/${stand.appID}/installations/${installationID}/mqtt-endpoint`;
		const endpoint = (await stand.call("GET", path)).body as { mqttTopic?: string };
		if (endpoint.mqttTopic === mqttTopic) return { installationID, thingID };
	}
	throw new DeviceMissing("the device has not connected as a thing: it takes no commands");
}

async function owner(stand: Stand): Promise<string> {
	const users = `/api/apps/${stand.appID}/users`;
	const made = await stand.call("POST", users, { loginName, password: "conformance" });
	if (made.status < 300) return (made.body as { userID: string }).userID;
	return ((await stand.call("GET", `${users}/LOGIN_NAME:${loginName}`)).body as { userID: string }).userID;
}

/** Resolves to the commandID. */
export async function commandDevice(stand: Stand, mqttTopic: string, command: CommandBody): Promise<string> {
	const { thingID, userID } = await ownedThing(stand, mqttTopic);
	const path = `/thing-if/apps/${stand.appID}/targets/thing:${thingID}/commands`;
	const { status, body } = await stand.call("POST", path, { ...command, issuer: `user:${userID}` });
	if (status !== 201) throw new DeviceMissing(`the command was refused: ${status} ${JSON.stringify(body)}`);
	return (body as { commandID: string }).commandID;
}

export async function readCommand(
	stand: Stand,
	mqttTopic: string,
	commandID: string,
): Promise<{ readonly commandState: string; readonly actionResults?: unknown }> {
	const thingID = await thingOf(stand, mqttTopic);
	const path = `/thing-if/apps/${stand.appID}/targets/thing:${thingID}/commands/${commandID}`;
	return (await stand.call("GET", path)).body as { commandState: string };
}

/** Voids the credentials that the client has connected with, and ends its connection. */
export async function deleteInstallation(stand: Stand, mqttTopic: string): Promise<void> {
	const { installationID } = await installationOf(stand, mqttTopic);
	await stand.call("DELETE", `/api/apps/${stand.appID}/installations/${installationID}`);
}
