import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, fail } from "../../src/conformance/case.ts";
import { runCases } from "../../src/conformance/run-cases.ts";
import { holdConnections } from "../../src/emulator/hold-connections.ts";
import { createOtherPorts } from "../../src/emulator/other-ports.ts";
import { standOf } from "../../src/emulator/stand.ts";
import { createEmulator } from "../../src/emulator.ts";

test("a case in which the run is stopped is not judged, nor those behind it", async (t) => {
	const connections = holdConnections();
	const emulator = await createEmulator({}, { wires: [connections.openWire] });
	t.after(() => emulator.close());
	const otherPorts = createOtherPorts(emulator, "localhost");
	t.after(() => otherPorts.close());
	const stopping = new AbortController();
	const ran: string[] = [];
	const caseOf = (id: string, run: () => void): Case => ({
		id,
		group: "keepalive",
		title: id,
		clause: "",
		stimulus: "",
		rule: "",
		profiles: ["kii"],
		run: async () => {
			ran.push(id);
			run();
		},
		judge: () => fail("the device has gone"),
	});
	const told: string[] = [];
	const results = await runCases({
		cases: [caseOf("before", () => {}), caseOf("stopped", () => stopping.abort()), caseOf("behind", () => {})],
		stand: await standOf(emulator, connections, otherPorts),
		program: undefined,
		transport: "tcp",
		profile: "kii",
		abilities: new Set(),
		settings: {
			patience: 1000,
			schema: "lamp",
			schemaVersion: 1,
			actions: [],
			resultWithin: 1000,
			otherHost: undefined,
			address: "127.0.0.1",
		},
		signal: stopping.signal,
		onResult: (result) => told.push(result.case.id),
	});
	assert.deepEqual(ran, ["before", "stopped"]);
	assert.deepEqual(told, ["before"]);
	assert.equal(results.length, 1);
});
