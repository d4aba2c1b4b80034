import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { TestContext } from "node:test";
import { type Broker, createBroker } from "../../src/broker/broker.ts";
import type { HandleRequest } from "../../src/broker/session.ts";
import { systemClock } from "../../src/system/system-clock.ts";
import { authenticate, settings } from "./broker-fixture.ts";
import { recordLog } from "./record-log.ts";

/** A broker on a real port and in real time; closed when the test ends. */
export async function serveTcp(
	test: TestContext,
	handleRequest: HandleRequest,
): Promise<{ broker: Broker; port: number }> {
	const broker = await createBroker({
		clockOf: () => systemClock,
		realTime: systemClock,
		log: recordLog(),
		settings,
		authenticate,
		handleRequest,
	});
	const server = createServer((stream) => {
		broker.attach({ stream, origin: { listener: "tcp", remoteAddress: "127.0.0.1", reachedHost: "localhost" } });
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	test.after(async () => {
		await broker.close();
		server.close();
	});
	return { broker, port: (server.address() as AddressInfo).port };
}
