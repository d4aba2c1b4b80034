import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connect, connectAsync, type IClientOptions } from "mqtt";
import { createBench } from "../../src/conformance/create-bench.ts";
import { openSessions } from "../../src/conformance/open-sessions.ts";
import type { DeviceProgram } from "../../src/conformance/stand.ts";
import { holdConnections } from "../../src/emulator/hold-connections.ts";
import { issueEndpoint } from "../../src/emulator/issue-endpoint.ts";
import { createOtherPorts } from "../../src/emulator/other-ports.ts";
import { standOf } from "../../src/emulator/stand.ts";
import { createEmulator } from "../../src/emulator.ts";

async function benchOf(t: TestContext, program?: DeviceProgram) {
	const connections = holdConnections();
	const emulator = await createEmulator({}, { wires: [connections.openWire] });
	t.after(() => emulator.close());
	const stand = await standOf(emulator, connections, createOtherPorts(emulator, "localhost"));
	const settings = { patience: 60_000, schema: "lamp", schemaVersion: 1, actions: [], resultWithin: 10_000 };
	const bench = createBench({ stand, program, transport: "tcp", profile: "kii", settings });
	const { mqttTopic, username, password } = await issueEndpoint(emulator, "device");
	const credentials: IClientOptions = { clientId: mqttTopic, username, password, protocolVersion: 4 };
	const url = emulator.urls.mqtt;
	const options = { ...credentials, reconnectPeriod: 0 };
	return {
		bench,
		journal: stand.journal,
		attempt() {
			const client = connect(url, options).on("error", () => {});
			t.after(() => client.end(true));
		},
		async subscribed() {
			const client = await connectAsync(url, options);
			t.after(() => client.end(true));
			await client.subscribeAsync(mqttTopic);
		},
	};
}

test("a session from before the program was started anew is none any more, though its end was not seen yet", async (t) => {
	const { bench, subscribed } = await benchOf(t, { restart: async () => {}, stop: async () => {} });
	await subscribed();
	const before = await bench.session();
	await bench.restart();
	const coming = bench.session();
	await subscribed();
	assert.notEqual((await coming).connection, before.connection);
});

test("where nobody can start the device anew its connections are ended, those too that were not let in", async (t) => {
	const { bench, journal, attempt, subscribed } = await benchOf(t);
	await subscribed();
	const { connection } = await bench.session();
	await bench.fault({ on: "connack", direction: "out", action: "drop" });
	const after = bench.position();
	attempt();
	const withheld = await bench.until({ kind: "mqtt", type: "connack" }, { after });
	assert.notEqual(withheld?.connection, connection);
	await bench.restart();
	assert.deepEqual(openSessions(journal), []);
});
