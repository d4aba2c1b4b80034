import assert from "node:assert/strict";
import test from "node:test";
import { composeWires } from "../../src/broker/compose-wires.ts";
import type { OpenWire, Wire, WireControl } from "../../src/broker/wire.ts";
import { startBroker } from "./broker-fixture.ts";

const transparent: Wire = {
	incoming: (frame) => frame,
	outgoing: (packet) => packet,
	identified() {},
	granted() {},
	violated() {},
	closed() {},
};

const publishType = 3;
const pingreqType = 12;

/** A wire that writes down what passes it. */
function watching(seen: string[], name: string): OpenWire {
	return () => ({
		incoming: (frame) => {
			seen.push(`${name} in ${frame.type}`);
			return frame;
		},
		outgoing: (packet) => {
			seen.push(`${name} out ${packet.readUInt8(0) >> 4}`);
			return packet;
		},
		identified: (clientID) => void seen.push(`${name} identified ${clientID}`),
		granted: ({ kind }) => void seen.push(`${name} granted ${kind}`),
		violated: (clause) => void seen.push(`${name} violated ${clause}`),
		closed: (reason) => void seen.push(`${name} closed: ${reason}`),
	});
}

test("a wire sees a connection from its first packet to its end", async (t) => {
	const seen: string[] = [];
	const { connected } = await startBroker(t, { openWire: watching(seen, "wire") });
	const client = await connected("topic-a");
	await client.ping();
	client.publish("somebody/else");
	await client.ping();
	await client.vanish();
	assert.deepEqual(seen, [
		"wire in 1",
		"wire identified topic-a",
		"wire granted endpoint",
		"wire out 2",
		"wire in 12",
		"wire out 13",
		"wire in 3",
		"wire violated Kii guide: MQTT, protocol overview",
		"wire in 12",
		"wire out 13",
		"wire closed: the connection was lost",
	]);
});

test("what a wire swallows has not come, and has not left", async (t) => {
	let swallow = 0;
	let control: WireControl | undefined;
	const { connected } = await startBroker(t, {
		openWire: (_origin, given) => {
			control = given;
			return {
				...transparent,
				incoming: (frame) => (frame.type === pingreqType && swallow-- > 0 ? undefined : frame),
			};
		},
	});
	const client = await connected();
	swallow = 1;
	client.send({ cmd: "pingreq" });
	// Only the second one is answered: the first answer to come is that of this PUBLISH.
	client.publish("p/topic-a/thing-if/apps/app/x", "hello");
	const first = await client.next();
	assert.equal(first.cmd, "publish");
	control?.deliver({ type: pingreqType, flags: 0, body: Buffer.alloc(0) });
	assert.equal((await client.next()).cmd, "pingresp");
});

test("composed: inwards in order, outwards in reverse, and what a wire sends passes the outer ones only", async (t) => {
	const seen: string[] = [];
	let middle: WireControl | undefined;
	const { connected } = await startBroker(t, {
		openWire: composeWires([
			watching(seen, "outer"),
			(_origin, control) => {
				middle = control;
				return transparent;
			},
			watching(seen, "inner"),
		]) as OpenWire,
	});
	const client = await connected();
	seen.length = 0;
	client.send({ cmd: "pingreq" });
	await client.next();
	assert.deepEqual(seen, ["outer in 12", "inner in 12", "inner out 13", "outer out 13"]);
	seen.length = 0;
	middle?.send(Buffer.from([publishType << 4, 3, 0, 1, 0x61]));
	const sent = await client.next();
	assert.equal(sent.cmd === "publish" && sent.topic, "a");
	assert.deepEqual(seen, ["outer out 3"]);
	middle?.deliver({ type: pingreqType, flags: 0, body: Buffer.alloc(0) });
	await client.next();
	assert.deepEqual(seen, ["outer out 3", "inner in 12", "inner out 13", "outer out 13"]);
});

test("messages leave together where every wire lets them, one by one past one that does not", async (t) => {
	const seen: string[] = [];
	let lets = true;
	const letting = (name: string, says: () => boolean): OpenWire => {
		const open = watching(seen, name);
		return (origin, control) => ({
			...(open(origin, control) as Wire),
			letsBlocksPass: says,
			outgoingBlock: (topic, { payloads }) => void seen.push(`${name} ${topic} ${payloads.join()}`),
		});
	};
	const openWire = composeWires([letting("outer", () => true), letting("inner", () => lets)]);
	const { connected, broker } = await startBroker(t, { openWire });
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	await client.ping();
	seen.length = 0;
	assert.equal(broker.pushAll("topic-a", ["1", "2"]), true);
	assert.deepEqual(seen.sort(), ["inner topic-a 1,2", "outer topic-a 1,2"]);
	seen.length = 0;
	lets = false;
	assert.equal(broker.pushAll("topic-a", ["3"]), true);
	assert.deepEqual(seen, ["inner out 3", "outer out 3"]);
	for (const payload of ["1", "2", "3"]) {
		const push = await client.next();
		assert.equal(push.cmd === "publish" && String(push.payload), payload);
	}
});
