import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { expectFoundAlone, expectGood } from "./expect-verdicts.ts";

const groups = ["connecting", "keepalive", "reconnect", "qos"];

test("a good device passes all cases for TCP", (t) => expectGood(t, "tcp"));

for (const { id } of allCases.filter(({ group }) => groups.includes(group)))
	test(`a device with the flaw ${id} is found by that case of all, and by no other`, (t) =>
		expectFoundAlone(t, "tcp", id));
