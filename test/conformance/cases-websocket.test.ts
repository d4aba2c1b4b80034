import assert from "node:assert/strict";
import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { expectAllPass, expectOneFails } from "./expect-verdicts.ts";
import { judgeVirtually } from "./virtual-lab.ts";

const cases = allCases.filter(({ group }) => group === "websocket");

for (const transport of ["ws", "wss"] as const) {
	test(`a good device passes over ${transport}`, async (t) => {
		const results = await judgeVirtually(t, cases, { transport });
		expectAllPass(results, cases);
	});
}

test("they are not for a device without WebSocket", async (t) => {
	for (const transport of ["tcp", "tls"] as const) {
		const results = await judgeVirtually(t, cases, { transport });
		assert.deepEqual([...new Set(results.map(({ judgement: { verdict } }) => verdict))], ["not applicable"]);
	}
});

const flaws = cases.map(({ id }): readonly [id: string, flaw: string] => [id, id]);
// Which is refused, where the other one offers none.
flaws.push(["websocket-subprotocol", "websocket-other-subprotocol"]);

for (const [id, flaw] of flaws) {
	test(`a device with the flaw ${flaw} fails that case and no other`, async (t) => {
		const results = await judgeVirtually(t, cases, { flaws: new Set([flaw]), transport: "ws" });
		expectOneFails(results, id);
	});
}
