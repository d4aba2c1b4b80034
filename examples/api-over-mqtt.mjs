// API requests over an MQTT connection, as examples/device.mjs makes them. QoS 0: a request or its reply may be lost.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds for a reply, and how often a request is made that has none, or a 5xx. */
const patience = 5000;
const tries = 3;

/** Waits 1 s, 2 s, 4 s … 60 s, and up to half as long again, so that not all devices come back at once. */
export async function backOff(failures) {
	await sleep(Math.min(60_000, 1000 * 2 ** failures) * (1 + Math.random() / 2));
}

/** Undefined for what is no JSON: a device outlives whatever is sent to it. */
export function parse(text) {
	try {
		return JSON.parse(text) ?? undefined;
	} catch {}
}

/**
 * Gives a function that makes requests below `p/{client ID}/thing-if/apps/{appID}`. It resolves to the reply's status and
 * body; the status is 0 when nobody has answered.
 */
export function apiOver(client, appID) {
	const waiting = new Map();
	// Replies come on the topic of the request, without a subscription; whose they are tells X-Kii-RequestID.
	client.on("message", (_topic, payload) => {
		const [head, ...rest] = payload.toString().split("\r\n\r\n");
		const requestID = /^X-Kii-RequestID: *(.+)$/im.exec(head)?.[1].trim();
		waiting.get(requestID)?.({ status: Number.parseInt(head, 10), body: parse(rest.join("\r\n\r\n")) });
	});
	client.on("close", () => {
		for (const take of waiting.values()) take({ status: 0 });
	});

	async function once(verb, path, headers, body) {
		const requestID = randomUUID();
		const reply = new Promise((resolve) => waiting.set(requestID, resolve));
		const timer = setTimeout(() => waiting.get(requestID)?.({ status: 0 }), patience);
		const named = Object.entries({ ...headers, "X-Kii-RequestID": requestID });
		const lines = [verb, ...named.map(([name, value]) => `${name}: ${value}`), ""];
		client.publish(
			`p/${client.options.clientId}/thing-if/apps/${appID}${path}`,
			[...lines, body === undefined ? "" : JSON.stringify(body)].join("\r\n"),
		);
		return reply.finally(() => {
			clearTimeout(timer);
			waiting.delete(requestID);
		});
	}

	return async function call(verb, path, headers, body) {
		for (let failures = 0; ; failures++) {
			const reply = client.connected ? await once(verb, path, headers, body) : { status: 0 };
			const isFinal = reply.status !== 0 && reply.status < 500;
			if (isFinal || failures + 1 === tries || !client.connected) return reply;
			await backOff(failures);
		}
	};
}
