import type { Log } from "../core/ports.ts";
import { whyNotPublish } from "./authorization.ts";
import type { CarriedOut } from "./carried-out.ts";
import type { ConnectPacket, Will } from "./packets/connect.ts";
import type { AcknowledgementPacket, ClientPacket } from "./packets/decode-packet.ts";
import { encodePingresp, encodePublish } from "./packets/encode.ts";
import type { AcknowledgedPublish, PublishPacket } from "./packets/publish.ts";
import type { SubscribePacket, UnsubscribePacket } from "./packets/subscribe.ts";
import { createQosReceiver, type QosReceiver, qosClause } from "./qos.ts";
import type { Grant } from "./session.ts";
import type { BrokerSettings } from "./settings.ts";
import { decideSubscribe, decideUnsubscribe } from "./subscriptions.ts";

/** The connection of a session. */
export interface SessionHost {
	/** Hands a packet to aedes. No other packet of the client is taken before its answer is on its way. */
	forward(packet: Buffer): void;
	/** The client broke a rule; nothing is done about it here but the telling. */
	violated(clause: string, message: string): void;
	/** Sends a packet to the client, if it is there. */
	sendToClient(packet: Buffer): void;
	carryOut(topic: string, payload: Buffer, reply: (payload: string) => void): void;
	/** Ends the connection as DISCONNECT wants it. */
	disconnected(): void;
}

export interface ClientSessionDeps {
	readonly connect: ConnectPacket;
	readonly grant: Grant;
	/** What says in the log which client it is. */
	readonly client: object;
	readonly host: SessionHost;
	readonly shared: {
		readonly settings: Pick<BrokerSettings, "qos">;
		readonly carriedOut: CarriedOut;
		readonly log: Log;
	};
}

/** Where Kii says which topics a client may use. */
const topicClause = "Kii guide: MQTT, protocol overview";

/** Lines of the log that one packet can bring, of a kind. */
const mostLines = 10;

/** What a client does between its CONNECT and its DISCONNECT. Nothing of it is kept afterwards. */
export class ClientSession {
	readonly grant: Grant;
	readonly clientID: string;
	readonly #deps: ClientSessionDeps;
	#will: Will | undefined;
	readonly #host: SessionHost;
	/** Of clients that use more than QoS 0, which few do. */
	#qos: QosReceiver | undefined;
	#isSubscribed = false;
	/** The SUBSCRIBE that aedes has is for the client's own topic. */
	#subscribes = false;

	constructor(deps: ClientSessionDeps) {
		const { connect, grant } = deps;
		this.#deps = deps;
		this.#host = deps.host;
		this.grant = grant;
		this.clientID = connect.clientID;
		this.#will = connect.will === undefined ? undefined : this.#acceptWill(connect.will);
	}

	/** True while pushes may be sent. */
	get isSubscribed(): boolean {
		return this.#isSubscribed;
	}

	/** @throws ProtocolViolation */
	take(packet: ClientPacket): void {
		switch (packet.cmd) {
			case "publish":
				this.#publish(packet);
				break;
			case "subscribe":
				this.#subscribe(packet);
				break;
			case "unsubscribe":
				this.#unsubscribe(packet);
				break;
			case "pingreq":
				this.#host.sendToClient(encodePingresp());
				break;
			case "disconnect":
				this.#will = undefined;
				this.#host.disconnected();
				break;
			case "puback":
			case "pubrec":
			case "pubrel":
			case "pubcomp":
				this.#acknowledge(packet);
				break;
		}
	}

	/** aedes' answer to what was forwarded is on its way: messages come right behind it, not before. */
	answered(): void {
		this.#isSubscribed ||= this.#subscribes;
		this.#subscribes = false;
	}

	/** There will be nobody to carry out the will. */
	dropWill(): void {
		this.#will = undefined;
	}

	/** The connection is gone: the will is carried out, unless DISCONNECT came [MQTT-3.1.2-8], [MQTT-3.14.4-3]. */
	lost(): void {
		if (this.#will !== undefined) this.#host.carryOut(this.#will.topic, this.#will.payload, () => {});
		this.#will = undefined;
	}

	get #qosReceiver(): QosReceiver {
		const { settings, carriedOut } = this.#deps.shared;
		const clientID = this.grant.kind === "endpoint" ? this.clientID : undefined;
		this.#qos ??= createQosReceiver(settings.qos, carriedOut, clientID);
		return this.#qos;
	}

	#acceptWill(asked: Will): Will | undefined {
		const { topic } = asked;
		if (asked.qos > 0) this.#logQos("will", { topic, qos: asked.qos }, "will be carried out as QoS 0");
		if (asked.retain) this.#logRetain("will", topic);
		const denial = whyNotPublish(this.grant, this.clientID, topic);
		if (denial !== undefined) this.#warn({ topic }, `will dropped: ${denial}`);
		// A copy: it would keep the whole chunk that CONNECT came in from being freed.
		return denial === undefined ? { ...asked, payload: Buffer.from(asked.payload) } : undefined;
	}

	#publish(packet: PublishPacket): void {
		const { topic, payload } = packet;
		if (packet.retain) this.#logRetain("PUBLISH", topic);
		if (packet.qos !== 0 && !this.#receive(packet)) return;
		const denial = whyNotPublish(this.grant, this.clientID, topic);
		if (denial !== undefined) {
			this.#warn({ topic }, `PUBLISH dropped: ${denial}`);
			this.#host.violated(topicClause, `PUBLISH dropped: ${denial}`);
		} else this.#host.carryOut(topic, payload, (reply) => this.#host.sendToClient(encodePublish(topic, reply)));
	}

	/** False for a message that was carried out before. */
	#receive(packet: AcknowledgedPublish): boolean {
		const { topic, packetID } = packet;
		const { carryOut, answer } = this.#qosReceiver.publish(packet);
		const outcome = carryOut ? "carried out as QoS 0" : "not carried out: it was before";
		this.#logQos("PUBLISH", { topic, packetID, qos: packet.qos }, outcome);
		if (answer !== undefined) this.#host.sendToClient(answer);
		return carryOut;
	}

	#acknowledge({ cmd, packetID }: AcknowledgementPacket): void {
		const answer = cmd === "pubrel" ? this.#qosReceiver.pubrel(packetID) : undefined;
		if (answer !== undefined) this.#host.sendToClient(answer);
		this.#logQos(cmd.toUpperCase(), { packetID }, answer === undefined ? "ignored" : "answered");
	}

	#subscribe(packet: SubscribePacket): void {
		const { connect, client } = this.#deps;
		const { log } = this.#deps.shared;
		const { level } = connect;
		const decided = decideSubscribe(this.grant, level, packet);
		const refused = level === 3 ? "SUBSCRIBE without effect" : "SUBSCRIBE refused";
		const above = packet.subscriptions.filter(({ qos }) => qos > 0);
		// MQTT 3.1 knows no refusal.
		const notGranted = new Set(level === 3 ? [] : decided.refused.map(({ filter }) => filter));
		const lowered = above.filter(({ filter }) => !notGranted.has(filter));
		for (const { filter, qos } of lowered.slice(0, mostLines)) {
			log.info({ ...client, violation: true, clause: qosClause, filter, qos }, "SUBSCRIBE granted at QoS 0");
		}
		for (const { qos } of above) this.#host.violated(qosClause, `SUBSCRIBE asks for QoS ${qos}`);
		for (const { filter, reason } of decided.refused.slice(0, mostLines)) {
			this.#warn({ filter }, `${refused}: ${reason}`);
		}
		for (const { reason } of decided.refused) this.#host.violated(topicClause, `${refused}: ${reason}`);
		this.#logFurther("SUBSCRIBE granted at QoS 0", lowered.length);
		this.#logFurther(refused, decided.refused.length);
		this.#subscribes = decided.subscribes;
		this.#host.forward(decided.packet);
	}

	#unsubscribe(packet: UnsubscribePacket): void {
		const decided = decideUnsubscribe(this.grant, packet);
		// [MQTT-3.10.4-2]: nothing is added any more.
		if (decided.unsubscribes) this.#isSubscribed = false;
		this.#host.forward(decided.packet);
	}

	#logFurther(what: string, filters: number): void {
		const further = filters - mostLines;
		if (further > 0) this.#warn({ further }, `${what}: ${further} more filters of this packet`);
	}

	#logQos(what: string, bindings: object, outcome: string): void {
		this.#warn({ violation: true, clause: qosClause, ...bindings }, `${what}: ${outcome}`);
		this.#host.violated(qosClause, `${what}: ${outcome}`);
	}

	#logRetain(what: string, topic: string): void {
		this.#warn({ topic }, `${what} with the retain flag: nothing is retained, the flag is ignored`);
	}

	#warn(bindings: object, message: string): void {
		const { client, shared } = this.#deps;
		shared.log.warn({ ...client, ...bindings }, message);
	}
}
