import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Aedes } from "aedes";
import { connectAsync, type MqttClient } from "mqtt";
import type { ListenerName } from "../../../src/broker/session.ts";
import { listenerNames, open, tls } from "./transports.ts";

const schemes: Record<ListenerName, string> = { tcp: "mqtt", tls: "mqtts", ws: "ws", wss: "wss" };

for (const name of listenerNames) {
	describe(`MQTT.js through the ${name} listener`, () => {
		const start = async (test: TestContext) => {
			const broker = await Aedes.createBroker();
			const { listener } = await open(test, name, { onConnection: ({ stream }) => void broker.handle(stream) });
			test.after(() => new Promise<void>((resolve) => broker.close(() => resolve())));
			const url = `${schemes[name]}://127.0.0.1:${listener.port}${name.startsWith("ws") ? "/mqtt" : ""}`;
			const join = async (options = {}) => {
				const client = await connectAsync(url, { ca: tls.ca, reconnectPeriod: 0, ...options });
				test.after(() => client.endAsync(true));
				return client;
			};
			return { broker, join };
		};

		it("carries MQTT 3.1.1 and 3.1", async (test) => {
			const { join } = await start(test);
			const subscriber = await join();
			await subscriber.subscribeAsync("a/b");
			const old = { protocolId: "MQIsdp", protocolVersion: 3, wsOptions: { protocol: "mqttv3.1" } };
			const publisher = await join({ ...old, clientId: "old" });
			const got = message(subscriber);
			await publisher.publishAsync("a/b", "hello");
			assert.deepEqual(await got, ["a/b", Buffer.from("hello")]);
		});

		it("carries a megabyte in one packet", async (test) => {
			const { join } = await start(test);
			const client = await join();
			await client.subscribeAsync("big");
			const got = message(client);
			await client.publishAsync("big", Buffer.alloc(1024 * 1024, 5));
			assert.deepEqual((await got)[1], Buffer.alloc(1024 * 1024, 5));
		});

		it("a publish right before DISCONNECT is not lost", async (test) => {
			const { join } = await start(test);
			const subscriber = await join();
			await subscriber.subscribeAsync("bye");
			const publisher = await join();
			const got = message(subscriber);
			publisher.publish("bye", "x");
			await publisher.endAsync();
			await got;
		});

		it("a take-over ends the first connection", async (test) => {
			const { join } = await start(test);
			const first = await join({ clientId: "same" });
			const ended = new Promise<void>((resolve) => first.once("close", () => resolve()));
			await join({ clientId: "same" });
			await ended;
		});
	});
}

function message(client: MqttClient): Promise<[topic: string, payload: Buffer]> {
	return new Promise((resolve) => client.once("message", (topic, payload) => resolve([topic, payload])));
}
