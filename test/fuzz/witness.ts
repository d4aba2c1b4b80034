import assert from "node:assert/strict";
import { type ClientRequest, get, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { get as getSecurely, Agent as HttpsAgent } from "node:https";
import { connectDevice, endpointCredentials, type Transport } from "../helpers/device.ts";
import { newOwner } from "../helpers/owner.ts";
import type { Started } from "./emulator-process.ts";

/** Clients in good order, one on each listener: what others do to the emulator is not for them to notice. */
export interface Witnesses {
	/** Each asks for something and gets it; each is pushed something and gets that. @throws when one was disturbed */
	check(): Promise<void>;
	close(): Promise<void>;
}

const transports: readonly Transport[] = ["mqtt", "mqtts", "ws", "wss"];

export async function startWitnesses(emulator: Started): Promise<Witnesses> {
	const owner = await newOwner(emulator, "witness");
	const devices = await Promise.all(
		transports.map(async (transport) => {
			const thing = await owner.onboard(`witness-${transport}`);
			const device = await connectDevice(emulator, transport, endpointCredentials(thing.mqttEndpoint), {
				keepalive: 0,
			});
			await device.client.subscribeAsync(thing.mqttEndpoint.mqttTopic);
			return { transport, thing, device };
		}),
	);
	const lost: string[] = [];
	let isClosing = false;
	for (const { transport, device } of devices) {
		device.client.on("close", () => {
			if (!isClosing) lost.push(transport);
		});
	}
	const agents = {
		http: new HttpAgent({ keepAlive: true }),
		https: new HttpsAgent({ keepAlive: true, ca: emulator.ca }),
	};
	let round = 0;

	async function checkDevice({ transport, thing, device }: (typeof devices)[number]): Promise<void> {
		const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
		const put = await device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ round }));
		assert.ok(put.status === 201 || put.status === 204, `${transport}: PUT answered ${put.status}`);
		const got = await device.request("GET", `${thing.target}/states`, headers);
		assert.equal(JSON.parse(got.body).round, round, transport);
		const commandID = await owner.postCommand(thing.target, [{ round }]);
		const pushed = (await device.nextPush()) as { commandID: string };
		assert.equal(pushed.commandID, commandID, transport);
	}

	async function checkHttp(scheme: "http" | "https"): Promise<void> {
		const url = `${emulator.urls[scheme]}${devices[0]?.thing.target}/states`;
		const options = { agent: agents[scheme], headers: { authorization: `Bearer ${owner.token}` } };
		const { status, body } = await answerTo(scheme === "http" ? get(url, options) : getSecurely(url, options));
		assert.equal(status, 200, scheme);
		assert.ok("round" in JSON.parse(body), scheme);
	}

	return {
		async check() {
			round++;
			await Promise.all([...devices.map(checkDevice), checkHttp("http"), checkHttp("https")]);
			assert.deepEqual(lost, [], "disconnected");
		},
		async close() {
			isClosing = true;
			await Promise.all(devices.map(({ device }) => device.close()));
			agents.http.destroy();
			agents.https.destroy();
		},
	};
}

function answerTo(request: ClientRequest): Promise<{ status: number | undefined; body: string }> {
	return new Promise((resolve, reject) => {
		request.on("error", reject);
		request.on("response", (response: IncomingMessage) => {
			let body = "";
			response.setEncoding("utf8").on("data", (text) => {
				body += text;
			});
			response.on("end", () => resolve({ status: response.statusCode, body }));
		});
	});
}
