import { parseReply, requestText } from "./api-text.ts";
import type { Flaws } from "./flaws.ts";
import { connectPacket, openLink } from "./mqtt-link.ts";
import { sleep, within } from "./waiting.ts";
import type { Address, World } from "./world.ts";

export interface Endpoint extends Address {
	readonly installationID: string;
	readonly username: string;
	readonly password: string;
	readonly mqttTopic: string;
	readonly ttl: number;
}

export interface Onboarded {
	readonly thingID: string;
	readonly accessToken: string;
	readonly endpoint: Endpoint;
}

const contentType = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
/** Milliseconds for an answer, and before an endpoint that was not ready is asked for again. */
const patience = 10_000;
const pause = 1000;

/** How a device comes to its endpoint: by the onboarding reply, or by asking for that of an installation of its own. */
export const onboardingWays = ["mqtt", "http", "installation"] as const;
export type OnboardOver = (typeof onboardingWays)[number];

/** Introduces the device to the cloud. @throws Error when that was refused or not answered: try again later */
export async function onboard(
	world: World,
	over: OnboardOver,
	thing: { vendorThingID: string; thingPassword: string },
	flaws: Flaws,
): Promise<Onboarded> {
	const body = JSON.stringify(thing);
	const once = () => (over === "mqtt" ? overMqtt(world, body, flaws) : overHttp(world, body, flaws));
	const text = flaws.has("onboarding-503") ? await once().catch(once).catch(once) : await once();
	const { thingID, accessToken, mqttEndpoint } = JSON.parse(text);
	const endpoint = over === "installation" ? await endpointOfItsOwn(world, accessToken, flaws) : mqttEndpoint;
	return { thingID, accessToken, endpoint };
}

async function overHttp(world: World, body: string, flaws: Flaws): Promise<string> {
	const credentials = Buffer.from(`${world.appID}:${world.appKey}`).toString("base64");
	const headers = { "content-type": contentType, authorization: `Basic ${credentials}` };
	const path = `/thing-if/apps/${world.appID}/onboardings`;
	if (flaws.has("onboarding-over-http")) {
		const { status } = await world.http("POST", path, { ...headers, "content-type": "application/json" }, body);
		if (status === 503) throw new Error("onboarding was answered 503");
	}
	const answer = await world.http("POST", path, headers, body);
	if (answer.status !== 200) throw new Error(`onboarding was answered ${answer.status}`);
	return answer.body;
}

/** Registers an installation, and asks for its endpoint until it is ready. @throws Error when that was refused */
async function endpointOfItsOwn(world: World, accessToken: string, flaws: Flaws): Promise<Endpoint> {
	const installations = `/api/apps/${world.appID}/installations`;
	const authorization = `Bearer ${accessToken}`;
	const headers = { authorization, "content-type": "application/vnd.kii.InstallationCreationRequest+json" };
	const made = await world.http("POST", installations, headers, JSON.stringify({ deviceType: "MQTT" }));
	if (made.status !== 201) throw new Error(`the installation was answered ${made.status}`);
	const { installationID } = JSON.parse(made.body) as { readonly installationID: string };
	for (;;) {
		const answer = await world.http("GET", `${installations}/${installationID}/mqtt-endpoint`, { authorization });
		if (answer.status === 200) {
			const endpoint = JSON.parse(answer.body) as Endpoint & { readonly "X-MQTT-TTL": number };
			return { ...endpoint, ttl: endpoint["X-MQTT-TTL"] };
		}
		if (answer.status !== 503) throw new Error(`the endpoint was answered ${answer.status}`);
		if (!flaws.has("onboarding-endpoint-503")) await sleep(world.clock, pause);
	}
}

/** On the default broker, as `anonymous`; the reply comes on the topic of the request. */
async function overMqtt(world: World, body: string, flaws: Flaws): Promise<string> {
	const link = openLink(world.dial(world.broker));
	const topic = `p/anonymous/thing-if/apps/${world.appID}/onboardings`;
	try {
		const reply = new Promise<string>((resolve, reject) => {
			void link.closed.then(() => reject(new Error("the default broker closed the connection")));
			link.onPacket((packet) => {
				if (packet.cmd === "connack") {
					if (packet.returnCode !== 0) reject(new Error(`CONNACK ${packet.returnCode}`));
					else {
						const payload = requestText("POST", { "Content-type": contentType }, body);
						link.send({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false });
					}
				} else if (packet.cmd === "publish" && packet.topic === topic) resolve(packet.payload.toString());
			});
		});
		link.send(
			connectPacket({
				clientId: "anonymous",
				username: `type=oauth2&client_id=${world.appID}`,
				password: Buffer.from(`client_secret=${world.appKey}`),
			}),
		);
		const parsed = parseReply((await within(world.clock, patience, reply)) ?? "");
		if (parsed?.status !== 200) throw new Error(`onboarding was answered ${parsed?.status ?? "by nothing"}`);
		if (flaws.has("onboarding-over-mqtt")) {
			const states = topic.replace("onboardings", "targets/thing:device-1/states");
			const payload = requestText("PUT", { "Content-Type": "application/json" }, "{}");
			link.send({ cmd: "publish", topic: states, payload, qos: 0, dup: false, retain: false });
		}
		return parsed.body;
	} finally {
		if (!flaws.has("onboarding-leaves-first-broker")) link.close(true);
	}
}
