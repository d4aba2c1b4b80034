import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { AedesLink } from "../../src/broker/aedes-link.ts";

test("a throw of whoever reads the link closes the link, not the process", async () => {
	const closed: (Error | null)[] = [];
	const link = new AedesLink({ answered: () => {}, linkClosed: (error) => closed.push(error) });
	link.on("error", () => {});
	link.on("readable", () => {
		link.read();
		throw new Error("a fault in aedes");
	});
	link.open(Buffer.from("x"));
	await once(link, "close");
	assert.deepEqual(closed.map(String), ["Error: a fault in aedes"]);
});

test("a packet that is written in pieces is one answer, and the first answer, CONNACK, is for nobody", async () => {
	const answers: string[] = [];
	const link = new AedesLink({ answered: (bytes) => answers.push(String(bytes)), linkClosed: () => {} });
	link.write("CONNACK");
	link.cork();
	link.write("a");
	link.write("b");
	link.uncork();
	link.write("c");
	assert.deepEqual(answers, ["ab", "c"]);
});

test("what is forwarded before aedes has opened the session waits for that", () => {
	const link = new AedesLink({ answered: () => {}, linkClosed: () => {} });
	link.open(Buffer.from("CONNECT"));
	link.forward(Buffer.from("SUBSCRIBE"));
	assert.equal(String(link.read()), "CONNECT");
	assert.equal(link.read(), null);
	link.write("CONNACK");
	assert.equal(String(link.read()), "SUBSCRIBE");
});
