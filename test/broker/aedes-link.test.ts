import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { AedesLink } from "../../src/broker/aedes-link.ts";

test("a throw of whoever reads the link closes the link, not the process", async () => {
	const closed: (Error | null)[] = [];
	const link = new AedesLink({ onAnswer: () => {}, onClosed: (error) => closed.push(error) });
	link.on("error", () => {});
	link.on("readable", () => {
		link.read();
		throw new Error("a fault in aedes");
	});
	link.forward(Buffer.from("x"));
	await once(link, "close");
	assert.deepEqual(closed.map(String), ["Error: a fault in aedes"]);
});

test("a packet that is written in pieces is one answer", async () => {
	const answers: string[] = [];
	const link = new AedesLink({ onAnswer: (bytes) => answers.push(String(bytes)), onClosed: () => {} });
	link.cork();
	link.write("a");
	link.write("b");
	link.uncork();
	link.write("c");
	assert.deepEqual(answers, ["ab", "c"]);
});
