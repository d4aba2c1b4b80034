import { type PacketName, packetNames } from "../fault-rule.ts";
import type { Frame } from "./frame.ts";

/** The name of a packet; undefined for a type that MQTT does not have. */
export function nameOf({ type }: Frame): PacketName | undefined {
	return packetNames[type - 1];
}

/** The topic of a PUBLISH (MQTT 3.1.1, 3.3.2); undefined where there is none that could be read. */
export function topicOf({ type, body }: Frame): string | undefined {
	return type === 3 ? textAt(body, 0)?.text : undefined;
}

export interface Sender {
	readonly clientID: string;
	readonly username: string | undefined;
}

/** Who a CONNECT says it is from (MQTT 3.1.1, 3.1); undefined where that cannot be read. */
export function senderOf({ type, body }: Frame): Sender | undefined {
	const protocol = type === 1 ? textAt(body, 0) : undefined;
	if (protocol === undefined) return undefined;
	const flags = body[protocol.end + 1] ?? 0;
	const clientID = textAt(body, protocol.end + 4);
	if (clientID === undefined) return undefined;
	let { end } = clientID;
	// Topic and message of the will.
	if ((flags & 0b0100) !== 0) for (let field = 0; field < 2; field++) end = textAt(body, end)?.end ?? body.length;
	const username = (flags & 0b1000_0000) === 0 ? undefined : textAt(body, end)?.text;
	return { clientID: clientID.text, username };
}

function textAt(body: Buffer, at: number): { text: string; end: number } | undefined {
	if (at + 2 > body.length) return undefined;
	const end = at + 2 + body.readUInt16BE(at);
	return end > body.length ? undefined : { text: body.toString("utf8", at + 2, end), end };
}
