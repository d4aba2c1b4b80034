import { adminToken, newsTopic } from "./things-seed.ts";

const payload = { data: { message: "x".repeat(100) }, mqtt: { enabled: true } };

/** As long as what the emulator makes of the message. */
export const pushedText = JSON.stringify({ ...payload.data, filler: "x".repeat(220) });

/** Sends a message to one of the topics of a seed, in the name of the administrator. */
export async function pushMessage(url: string, group: number): Promise<void> {
	const reply = await fetch(`${url}/api/apps/emulator/topics/${newsTopic}-${group}/push/messages`, {
		method: "POST",
		headers: { Authorization: `Bearer ${adminToken}`, "Content-Type": "application/json" },
		body: JSON.stringify(payload),
	});
	if (reply.status >= 300) throw new Error(`answered with ${reply.status}: ${await reply.text()}`);
	await reply.arrayBuffer();
}
