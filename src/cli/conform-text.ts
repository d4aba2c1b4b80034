import type { ConformanceProgress } from "../conform.ts";
import { allCases } from "../conformance/all-cases.ts";
import { groups } from "../conformance/case.ts";

type Ready = Extract<ConformanceProgress, { kind: "ready" }>;

/** How to point a device at the emulator. */
export function pointingText({ emulator, env }: Ready, command: string | undefined): string {
	if (command !== undefined) return `Running: ${command}\n`;
	const { urls, app } = emulator;
	return [
		"Point the device at one of these, and start it:",
		`  onboarding over HTTP   ${urls.http}/thing-if/apps/${app.appID}/onboardings (or ${urls.https})`,
		`  onboarding over MQTT   ${urls.mqtt}, ${urls.mqtts}, ${urls.ws} or ${urls.wss}, client ID anonymous`,
		`  app ID and key         ${app.appID}  ${app.appKey}`,
		"A client that does not onboard connects to one of these brokers with",
		`  client ID and topic    ${env.KII_MQTT_CLIENT_ID}`,
		`  user name              ${env.KII_MQTT_USERNAME}`,
		`  password               ${env.KII_MQTT_PASSWORD}`,
		`For TLS the device must trust the CA in ${env.KII_CA_FILE}.`,
		"Waiting for the device to connect and to subscribe to its topic.",
		"",
	].join("\n");
}

/** Every case, by its group, for `--list`. */
export function listText(): string {
	return groups
		.map((group) => ({ group, own: allCases.filter((each) => each.group === group) }))
		.filter(({ own }) => own.length > 0)
		.map(({ group, own }) => `${group}:\n${own.map(({ id, title }) => `  ${id.padEnd(38)} ${title}\n`).join("")}`)
		.join("");
}
