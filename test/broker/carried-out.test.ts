import assert from "node:assert/strict";
import { test } from "node:test";
import { rememberCarriedOut } from "../../src/broker/carried-out.ts";

const message = (packetID: number) => ({ packetID, topic: "t", payload: Buffer.from("p") });

test("a message is known by client ID, packet ID, topic and payload", () => {
	const carriedOut = rememberCarriedOut();
	carriedOut.add("a", message(1));
	assert.equal(carriedOut.has("a", message(1)), true);
	assert.equal(carriedOut.has("b", message(1)), false);
	assert.equal(carriedOut.has("a", message(2)), false);
	assert.equal(carriedOut.has("a", { ...message(1), topic: "tp", payload: Buffer.alloc(0) }), false);
	assert.equal(carriedOut.has("a", { ...message(1), payload: Buffer.from("q") }), false);
});

test("of each client the youngest 32 are kept", () => {
	const carriedOut = rememberCarriedOut();
	for (let packetID = 1; packetID <= 33; packetID++) carriedOut.add("a", message(packetID));
	assert.equal(carriedOut.has("a", message(1)), false);
	assert.equal(carriedOut.has("a", message(2)), true);
});

test("of the clients those that sent last are kept, 1024 of them", () => {
	const carriedOut = rememberCarriedOut();
	for (let client = 0; client < 1024; client++) carriedOut.add(String(client), message(1));
	carriedOut.add("0", message(2));
	carriedOut.add("another", message(1));
	assert.equal(carriedOut.has("0", message(1)), true);
	assert.equal(carriedOut.has("1", message(1)), false);
	assert.equal(carriedOut.has("2", message(1)), true);
});
