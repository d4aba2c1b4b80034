import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { bytes, packet } from "./bytes.ts";
import { serveTcp } from "./serve-tcp.ts";

const refused = {
	"credentials that are wrong": [packet(0x10, "00 04 'MQTT' 04 02 00 00 00 07 'topic-a'"), bytes("20 02 00 04")],
	"a protocol level that is not supported": [packet(0x10, "00 04 'MQTT' 05 02 00 00 00 00 00"), bytes("20 02 00 01")],
} as const;

for (const [name, [sent, answer]] of Object.entries(refused)) {
	test(`the CONNACK for ${name} arrives, although the client goes on sending`, async (t) => {
		const { port } = await serveTcp(t, async () => {});
		const socket = connect(port, "127.0.0.1");
		t.after(() => socket.destroy());
		const received: Buffer[] = [];
		socket.on("data", (chunk) => received.push(chunk));
		socket.write(sent);
		// More than the system takes for a connection that nobody reads.
		for (let mebibytes = 0; mebibytes < 16; mebibytes++) socket.write(Buffer.alloc(1_048_576, 0xc0));
		const [hadError] = await once(socket, "close");
		assert.equal(hadError, false);
		assert.deepEqual(Buffer.concat(received), answer);
	});
}
