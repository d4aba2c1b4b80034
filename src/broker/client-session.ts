import type { Log } from "../core/ports.ts";
import { whyNotPublish } from "./authorization.ts";
import type { ConnectPacket, Will } from "./packets/connect.ts";
import type { AcknowledgementPacket, ClientPacket } from "./packets/decode-packet.ts";
import { encodePublish } from "./packets/encode.ts";
import { generate } from "./packets/generate.ts";
import type { AcknowledgedPublish, PublishPacket } from "./packets/publish.ts";
import type { SubscribePacket, UnsubscribePacket } from "./packets/subscribe.ts";
import { type QosReceiver, qosClause } from "./qos.ts";
import type { Grant } from "./session.ts";
import { decideSubscribe, decideUnsubscribe } from "./subscriptions.ts";

export interface ClientSessionDeps {
	readonly connect: ConnectPacket;
	readonly grant: Grant;
	readonly log: Log;
	/** What says in the log which client it is. */
	readonly client: object;
	readonly qos: QosReceiver;
	/** Hands a packet to aedes; `answered` is called when its answer is on its way. */
	forward(packet: Buffer, answered?: () => void): void;
	/** The client broke a rule; nothing is done about it here but the telling. */
	violated(clause: string, message: string): void;
	sendAnswer(packet: Buffer): void;
	sendPublish(packet: Buffer): void;
	carryOut(topic: string, payload: Buffer, reply: (payload: string) => void): void;
}

/** What a client does between its CONNECT and its DISCONNECT. Nothing of it is kept afterwards. */
export interface ClientSession {
	readonly grant: Grant;
	readonly clientID: string;
	/** True while pushes may be sent. */
	readonly isSubscribed: boolean;
	/** @throws ProtocolViolation */
	take(packet: ClientPacket): void;
	/** There will be nobody to carry out the will. */
	dropWill(): void;
	/** The connection is gone: the will is carried out, unless DISCONNECT came [MQTT-3.1.2-8], [MQTT-3.14.4-3]. */
	lost(): void;
}

/** Where Kii says which topics a client may use. */
const topicClause = "Kii guide: MQTT, protocol overview";

/** Lines of the log that one packet can bring, of a kind. */
const mostLines = 10;

const pingreq = generate({ cmd: "pingreq" });
const disconnect = generate({ cmd: "disconnect" });

export function createClientSession(deps: ClientSessionDeps): ClientSession {
	const { connect, grant, log, client, qos } = deps;
	const { clientID, level } = connect;
	let will = connect.will === undefined ? undefined : acceptWill(connect.will);
	let isSubscribed = false;

	function acceptWill(asked: Will): Will | undefined {
		const { topic } = asked;
		if (asked.qos > 0) logQos("will", { topic, qos: asked.qos }, "will be carried out as QoS 0");
		if (asked.retain) logRetain("will", topic);
		const denial = whyNotPublish(grant, clientID, topic);
		if (denial !== undefined) log.warn({ ...client, topic }, `will dropped: ${denial}`);
		// A copy: it would keep the whole chunk that CONNECT came in from being freed.
		return denial === undefined ? { ...asked, payload: Buffer.from(asked.payload) } : undefined;
	}

	function publish(packet: PublishPacket): void {
		const { topic, payload } = packet;
		if (packet.retain) logRetain("PUBLISH", topic);
		if (packet.qos !== 0 && !receive(packet)) return;
		const denial = whyNotPublish(grant, clientID, topic);
		if (denial !== undefined) {
			log.warn({ ...client, topic }, `PUBLISH dropped: ${denial}`);
			deps.violated(topicClause, `PUBLISH dropped: ${denial}`);
		} else deps.carryOut(topic, payload, (reply) => deps.sendPublish(encodePublish(topic, reply)));
	}

	/** False for a message that was carried out before. */
	function receive(packet: AcknowledgedPublish): boolean {
		const { topic, packetID } = packet;
		const { carryOut, answer } = qos.publish(packet);
		const outcome = carryOut ? "carried out as QoS 0" : "not carried out: it was before";
		logQos("PUBLISH", { topic, packetID, qos: packet.qos }, outcome);
		if (answer !== undefined) deps.sendAnswer(answer);
		return carryOut;
	}

	function acknowledge({ cmd, packetID }: AcknowledgementPacket): void {
		const answer = cmd === "pubrel" ? qos.pubrel(packetID) : undefined;
		if (answer !== undefined) deps.sendAnswer(answer);
		logQos(cmd.toUpperCase(), { packetID }, answer === undefined ? "ignored" : "answered");
	}

	function subscribe(packet: SubscribePacket): void {
		const decided = decideSubscribe(grant, level, packet);
		const refused = level === 3 ? "SUBSCRIBE without effect" : "SUBSCRIBE refused";
		const above = packet.subscriptions.filter(({ qos }) => qos > 0);
		for (const { filter, qos } of above.slice(0, mostLines)) {
			log.info({ ...client, violation: true, clause: qosClause, filter, qos }, "SUBSCRIBE granted at QoS 0");
		}
		for (const { qos } of above) deps.violated(qosClause, `SUBSCRIBE asks for QoS ${qos}`);
		for (const { filter, reason } of decided.refused.slice(0, mostLines)) {
			log.warn({ ...client, filter }, `${refused}: ${reason}`);
		}
		for (const { reason } of decided.refused) deps.violated(topicClause, `${refused}: ${reason}`);
		logFurther("SUBSCRIBE granted at QoS 0", above.length);
		logFurther(refused, decided.refused.length);
		deps.forward(decided.packet, () => {
			isSubscribed ||= decided.subscribes;
		});
	}

	function unsubscribe(packet: UnsubscribePacket): void {
		const decided = decideUnsubscribe(grant, packet);
		// [MQTT-3.10.4-2]: nothing is added any more.
		if (decided.unsubscribes) isSubscribed = false;
		deps.forward(decided.packet);
	}

	function logFurther(what: string, filters: number): void {
		const further = filters - mostLines;
		if (further > 0) log.warn({ ...client, further }, `${what}: ${further} more filters of this packet`);
	}

	function logQos(what: string, bindings: object, outcome: string): void {
		log.warn({ ...client, violation: true, clause: qosClause, ...bindings }, `${what}: ${outcome}`);
		deps.violated(qosClause, `${what}: ${outcome}`);
	}

	function logRetain(what: string, topic: string): void {
		log.warn({ ...client, topic }, `${what} with the retain flag: nothing is retained, the flag is ignored`);
	}

	return {
		grant,
		clientID,
		get isSubscribed() {
			return isSubscribed;
		},
		take(packet) {
			switch (packet.cmd) {
				case "publish":
					return publish(packet);
				case "subscribe":
					return subscribe(packet);
				case "unsubscribe":
					return unsubscribe(packet);
				case "pingreq":
					return deps.forward(pingreq);
				case "disconnect":
					will = undefined;
					return deps.forward(disconnect);
				case "puback":
				case "pubrec":
				case "pubrel":
				case "pubcomp":
					return acknowledge(packet);
			}
		},
		dropWill() {
			will = undefined;
		},
		lost() {
			if (will !== undefined) deps.carryOut(will.topic, will.payload, () => {});
			will = undefined;
		},
	};
}
