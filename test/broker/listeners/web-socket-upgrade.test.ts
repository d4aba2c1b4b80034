import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import type { ListenerName } from "../../../src/broker/session.ts";
import { request, upgradeHeaders } from "./raw-http.ts";
import { closed, open, openSocket, tls } from "./transports.ts";

for (const name of ["ws", "wss"] as const satisfies ListenerName[]) {
	describe(`the upgrade request of the ${name} listener`, () => {
		const upgrade = async (test: TestContext, path: string, protocols: string[]) => {
			const { listener } = await open(test, name);
			const webSocket = new WebSocket(`${name}://127.0.0.1:${listener.port}${path}`, protocols, { ca: tls.ca });
			test.after(() => webSocket.terminate());
			return webSocket;
		};

		for (const path of ["/mqtt", "/", "", "/mqtt?token=1"]) {
			it(`is accepted for the path "${path}"`, async (test) => {
				await once(await upgrade(test, path, ["mqtt"]), "open");
			});
		}

		for (const [offered, chosen] of [
			[["mqtt"], "mqtt"],
			[["mqttv3.1"], "mqttv3.1"],
			[["mqttv3.1", "mqtt"], "mqttv3.1"],
			[["soap", "mqtt", "mqttv3.1"], "mqtt"],
			[[], ""],
		] as const) {
			it(`[MQTT-6.0.0-4] offering subprotocols [${offered}] is answered with "${chosen}"`, async (test) => {
				const webSocket = await upgrade(test, "/mqtt", [...offered]);
				await once(webSocket, "open");
				assert.equal(webSocket.protocol, chosen);
			});
		}

		it("[MQTT-6.0.0-3] offering only other subprotocols is refused with 400", async (test) => {
			await assert.rejects(once(await upgrade(test, "/mqtt", ["soap", "MQTT"]), "open"), /400/);
		});

		it("for another path is refused with 404", async (test) => {
			await assert.rejects(once(await upgrade(test, "/mqtt/x", ["mqtt"]), "open"), /404/);
		});

		it("never leads to compression", async (test) => {
			const webSocket = await upgrade(test, "/mqtt", ["mqtt"]);
			await once(webSocket, "open");
			assert.equal(webSocket.extensions, "");
		});

		it("may have an absolute target, as from a proxy's client", async (test) => {
			const { listener } = await open(test, name);
			const socket = await openSocket(name, listener.port);
			test.after(() => socket.destroy());
			socket.write(
				`GET http://kii.example/mqtt?a HTTP/1.1\r\n${Object.entries(upgradeHeaders)
					.map((header) => `${header.join(": ")}\r\n`)
					.join("")}\r\n`,
			);
			assert.match(String((await once(socket, "data"))[0]), /^HTTP\/1.1 101 /);
		});

		it("is what a plain GET is told to send, with 426", async (test) => {
			const { listener } = await open(test, name);
			const answer = await request(await openSocket(name, listener.port), "GET /mqtt HTTP/1.1", { Host: "x" });
			assert.match(answer, /^HTTP\/1.1 426 /);
			assert.match(answer, /^upgrade: websocket\r$/im);
			assert.match(answer, /MQTT over WebSocket/);
		});

		for (const [fault, line, headers] of [
			["without a key", "GET /mqtt HTTP/1.1", { "Sec-WebSocket-Key": "" }],
			["of another version", "GET /mqtt HTTP/1.1", { "Sec-WebSocket-Version": "7" }],
			["to something else", "GET /mqtt HTTP/1.1", { Upgrade: "h2c" }],
			["with a broken subprotocol list", "GET /mqtt HTTP/1.1", { "Sec-WebSocket-Protocol": ",mqtt,," }],
			["with a target that is no URL", "GET //[::1 HTTP/1.1", {}],
			["by POST", "POST /mqtt HTTP/1.1", {}],
		] as const) {
			it(`${fault} gets an HTTP error and does no harm`, async (test) => {
				const { listener } = await open(test, name);
				const answer = await request(await openSocket(name, listener.port), line, { ...upgradeHeaders, ...headers });
				assert.match(answer, /^HTTP\/1.1 4\d\d /);
				await openSocket(name, listener.port).then((socket) => socket.destroy());
			});
		}

		it("cut short by the client does no harm", async (test) => {
			const { listener, accept } = await open(test, name);
			const socket = await openSocket(name, listener.port);
			socket.end("GET /mqtt HTTP/1.1\r\nUpgrade: webso");
			await closed(socket.resume());
			const webSocket = new WebSocket(`${name}://127.0.0.1:${listener.port}/`, { ca: tls.ca });
			await Promise.all([once(webSocket, "open"), accept()]);
			webSocket.terminate();
		});

		it("with more headers than Node keeps (CVE-2024-37890) does no harm", async (test) => {
			const { listener } = await open(test, name);
			const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [i.toString(36), ""]));
			const { Host, ...rest } = upgradeHeaders;
			const answer = await request(await openSocket(name, listener.port), "GET / HTTP/1.1", { Host, ...many, ...rest });
			assert.match(answer, /^HTTP\/1.1 4\d\d /);
			await openSocket(name, listener.port).then((socket) => socket.destroy());
		});
	});
}
