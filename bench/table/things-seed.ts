import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Login, publishPacket } from "./mqtt-client.ts";

const appID = "emulator";

/** The administrator's token, and the name of the topic that all things have subscribed to. */
export const [adminToken, newsTopic] = ["bench-admin-token", "news"];

export interface SeedThing {
	readonly login: Login;
	/** Its own topic. */
	readonly topic: string;
	readonly token: string;
	/** Path of its states. */
	readonly states: string;
	/** The PUBLISH that asks for its states. */
	readonly getStates: Buffer;
}

/** What a seed of {@link withThings} has; the same whatever else is in it. */
export function seedThing(index: number): SeedThing {
	const topic = `benchtopic${index}`;
	const token = `bench-token-${index}`;
	const states = `/thing-if/apps/${appID}/targets/thing:th.bench-${index}/states`;
	return {
		login: { clientId: topic, username: `user${index}`, password: `password${index}` },
		topic,
		token,
		states,
		getStates: publishPacket(`p/${topic}${states}`, `GET\r\nAuthorization: Bearer ${token}\r\n\r\n`),
	};
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A seed file with things that have endpoints, tokens and states. @param groups topics `news-0` …, each with its share of them */
export async function withThings<T>(count: number, groups: number, work: (file: string) => Promise<T>): Promise<T> {
	const things = range(count).map((index) => {
		const { login, token } = seedThing(index);
		return {
			thingID: `th.bench-${index}`,
			vendorThingID: `bench-${index}`,
			password: "1234",
			tokens: [token],
			mqttEndpoint: { mqttTopic: login.clientId, username: login.username, password: login.password },
			state: { power: true, brightness: 50 },
		};
	});
	const topics = range(groups).map((group) => ({
		topicID: `${newsTopic}-${group}`,
		subscribers: things.filter((_, index) => index % groups === group).map(({ thingID }) => `thing:${thingID}`),
	}));
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-bench-"));
	const file = join(folder, "seed.json");
	try {
		await writeFile(file, JSON.stringify({ version: 1, tokens: [adminToken], things, topics }));
		return await work(file);
	} finally {
		await rm(folder, { recursive: true });
	}
}
