import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import { open, tls } from "./transports.ts";

for (const name of ["ws", "wss"] as const) {
	describe(`the frames of the ${name} listener`, () => {
		const start = async (test: TestContext, options = {}) => {
			const { listener, accept } = await open(test, name, options);
			const webSocket = new WebSocket(`${name}://127.0.0.1:${listener.port}/mqtt`, "mqtt", { ca: tls.ca });
			test.after(() => webSocket.terminate());
			const [{ stream }] = await Promise.all([accept(), once(webSocket, "open")]);
			return { listener, webSocket, stream };
		};

		it("a flush makes one binary frame", async (test) => {
			const { webSocket, stream } = await start(test);
			stream.cork();
			for (const part of ["a", "bc", "def"]) stream.write(part);
			stream.uncork();
			assert.deepEqual(await once(webSocket, "message"), [Buffer.from("abcdef"), true]);
		});

		it("[MQTT-6.0.0-2] a packet may come in many frames and a frame may hold many packets", async (test) => {
			const { webSocket, stream } = await start(test);
			for (const part of ["a", "", "bc"]) webSocket.send(Buffer.from(part));
			webSocket.send(Buffer.from("de"), { fin: false });
			webSocket.send(Buffer.from("f"));
			let text = "";
			await new Promise<void>((resolve) => {
				stream.on("data", (data) => {
					text += data;
					if (text.length >= 6) resolve();
				});
			});
			assert.equal(text, "abcdef");
		});

		it("[MQTT-6.0.0-1] text closes the connection with 1003 and never arrives", async (test) => {
			const { webSocket, stream } = await start(test);
			stream.on("data", assert.fail);
			webSocket.send("\x10\x00");
			webSocket.send(Buffer.from("after"));
			assert.equal((await once(webSocket, "close"))[0], 1003);
		});

		it("a ping is answered", async (test) => {
			const { webSocket } = await start(test);
			webSocket.ping("are you there");
			assert.equal(String((await once(webSocket, "pong"))[0]), "are you there");
		});

		it("a message beyond 4 MiB closes the connection with 1009", async (test) => {
			const { webSocket, stream } = await start(test);
			const failed = once(stream, "error");
			webSocket.send(Buffer.alloc(4 * 1024 * 1024 + 1));
			assert.equal((await once(webSocket, "close"))[0], 1009);
			assert.ok((await failed)[0] instanceof Error);
		});

		it("a message may always hold the largest packet", async (test) => {
			const { webSocket, stream } = await start(test, { maxPacketSize: 5 * 1024 * 1024 });
			webSocket.send(Buffer.alloc(5 * 1024 * 1024));
			assert.equal((await once(stream, "data"))[0].length, 5 * 1024 * 1024);
		});

		it("a frame against the rules closes the connection and nothing else", async (test) => {
			const { webSocket, stream } = await start(test);
			const failed = once(stream, "error");
			// The client library would not send a control frame of more than 125 bytes.
			Reflect.get(webSocket, "_socket").write(Buffer.from([0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0]));
			assert.equal((await once(webSocket, "close"))[0], 1002);
			assert.ok((await failed)[0] instanceof Error);
		});

		it("the listener's close is told with 1001", async (test) => {
			const { listener, webSocket } = await start(test);
			const [[code]] = await Promise.all([once(webSocket, "close"), listener.close()]);
			assert.equal(code, 1001);
		});
	});
}
