import assert from "node:assert/strict";
import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { expectAllPass, expectOneFails } from "./expect-verdicts.ts";
import { judgeVirtually } from "./virtual-lab.ts";

const cases = allCases.filter(({ group }) => group === "tls");

for (const transport of ["tls", "wss"] as const) {
	test(`a good device passes over ${transport}`, async (t) => {
		const results = await judgeVirtually(t, cases, { transport });
		expectAllPass(results, cases);
	});
}

test("they are not for a device without TLS", async (t) => {
	const results = await judgeVirtually(t, cases);
	assert.deepEqual([...new Set(results.map(({ judgement: { verdict } }) => verdict))], ["not applicable"]);
});

for (const { id } of cases) {
	test(`a device with the flaw ${id} fails that case and no other`, async (t) => {
		const results = await judgeVirtually(t, cases, { flaws: new Set([id]), transport: "tls" });
		expectOneFails(results, id);
	});
}
