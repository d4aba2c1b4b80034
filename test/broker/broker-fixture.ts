import type { TestContext } from "node:test";
import { type Broker, type BrokerDeps, createBroker } from "../../src/broker/broker.ts";
import type { Authenticate, HandleRequest, PublishedRequest } from "../../src/broker/session.ts";
import type { BrokerSettings } from "../../src/broker/settings.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";
import { duplexPair } from "./duplex-pair.ts";
import { type PacketClient, packetClient } from "./packet-client.ts";
import { type RecordedLog, recordLog } from "./record-log.ts";

export const settings: BrokerSettings = {
	qos: "acknowledge",
	maxPacketSize: 262_144,
	maxConnectPacketSize: 16_384,
	connectTimeout: 10_000,
	maxBufferedBytes: 1_048_576,
	maxBufferedTotal: 33_554_432,
	maxPendingRequests: 100,
};

/** Endpoints `topic-…` and onboarding clients, all of app `app`; the password is `password`. */
export const authenticate: Authenticate = async ({ clientID, password }) => {
	if (password !== "password") return { kind: "refused", returnCode: 4, reason: "wrong password" };
	if (clientID === "anonymous") return { kind: "onboarding", appID: "app" };
	if (clientID.startsWith("topic-")) return { kind: "endpoint", appID: "app", mqttTopic: clientID };
	return { kind: "refused", returnCode: 5, reason: "no such mqttTopic" };
};

export interface Fixture {
	readonly broker: Broker;
	readonly clock: ManualClock;
	readonly log: RecordedLog;
	/** Every request handed over, oldest first. */
	readonly requests: PublishedRequest[];
	/** A new connection on which nothing was sent. */
	open(): PacketClient;
	/** A client whose CONNECT was accepted. */
	connected(clientID?: string): Promise<PacketClient>;
}

export interface FixtureOptions extends Partial<Omit<BrokerDeps, "settings">> {
	readonly settings?: Partial<BrokerSettings>;
}

const echo: HandleRequest = async ({ payload, reply }) => reply(Buffer.from(payload).toString());

/** A broker that echoes each request's payload back; closed when the test ends. */
export async function startBroker(test: TestContext, options: FixtureOptions = {}): Promise<Fixture> {
	const clock = new ManualClock();
	const log = recordLog();
	const requests: PublishedRequest[] = [];
	const broker = await createBroker({
		clockOf: () => clock,
		realTime: clock,
		log,
		authenticate,
		...options,
		handleRequest: (request) => {
			requests.push(request);
			return (options.handleRequest ?? echo)(request);
		},
		settings: { ...settings, ...options.settings },
	});
	test.after(() => broker.close());
	const open = () => {
		const [near, far] = duplexPair();
		const origin = { listener: "tcp", remoteAddress: "192.0.2.1", reachedHost: "localhost" } as const;
		broker.attach({ stream: near, origin });
		return packetClient(far);
	};
	return {
		broker,
		clock,
		log,
		requests,
		open,
		async connected(clientId = "topic-a") {
			const client = open();
			await client.connect({ clientId });
			return client;
		},
	};
}
