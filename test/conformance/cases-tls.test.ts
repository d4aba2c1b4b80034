import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { expectFoundAlone, expectGood } from "./expect-verdicts.ts";

for (const transport of ["tls", "wss"] as const)
	test(`a good device passes all cases for ${transport}`, (t) => expectGood(t, transport));

for (const { id } of allCases.filter(({ group }) => group === "tls"))
	test(`a device with the flaw ${id} is found by that case of all, and by no other`, (t) =>
		expectFoundAlone(t, "tls", id));
