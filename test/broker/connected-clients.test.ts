import assert from "node:assert/strict";
import { test } from "node:test";
import { createConnectedClients } from "../../src/broker/connected-clients.ts";

test("a connection that was taken over releases nothing of its successor", () => {
	const clients = createConnectedClients();
	const closed: string[] = [];
	const first = { close: () => closed.push("first") };
	const second = { close: () => closed.push("second") };
	clients.claim("a", first);
	clients.claim("a", second);
	clients.release("a", first);
	assert.deepEqual(closed, ["first"]);
	assert.equal(clients.find("a"), second);
	clients.release("a", second);
	assert.equal(clients.find("a"), undefined);
});
