import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { expectFoundAlone, expectGood } from "./expect-verdicts.ts";

test("a good device passes all cases for WebSocket", (t) => expectGood(t, "ws"));

const flaws = allCases
	.filter(({ group }) => group === "websocket")
	.map(({ id }): readonly [id: string, flaw: string] => [id, id]);
// Which is refused, where the other one offers none.
flaws.push(["websocket-subprotocol", "websocket-other-subprotocol"]);

// What the cases of WebSocket must not blame them for.
for (const { id } of allCases.filter(({ id }) => /^(?:reconnect-(?:after-|resub)|keepalive-ping)/.test(id)))
	flaws.push([id, id]);

for (const [id, flaw] of flaws)
	test(`a device with the flaw ${flaw} is found by the case ${id} of all, and by no other`, (t) =>
		expectFoundAlone(t, "ws", id, flaw));
