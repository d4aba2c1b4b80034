import type { AppliedFault, ControlFrame, EndedBy, Violation } from "./entry.ts";
import { type Kept, keepShared } from "./kept.ts";
import { type KeptPacket, KeptPublish, keepBytes, keepFrame, keepPacket } from "./kept-packet.ts";
import type { ConnectionFacts, KeptEvent, LateField, OwnRecord } from "./kept-record.ts";
import { type KeptViolations, keepViolation, noViolations } from "./kept-violations.ts";

export interface RecorderDeps {
	/** Bytes kept of a payload. */
	readonly payload: number;
	append(event: KeptEvent): OwnRecord;
	/** A PUBLISH that left on a connection whose app is known: nothing more will become known of it. */
	appendDelivery(to: ConnectionFacts, payload: Kept): void;
	/** More has become known of a record. */
	changed(record: OwnRecord, field?: LateField): void;
	/** A record has become larger. */
	grown(record: OwnRecord, bytes: number): void;
	/** The app of a record has become known. */
	move(record: OwnRecord): void;
	/** The credentials of a client were accepted. */
	onGranted(recorder: ConnectionRecorder, clientID: string): void;
	onClosed(recorder: ConnectionRecorder, clientID: string): void;
}

/** Records one MQTT connection: bytes only, nothing is decoded. */
export class ConnectionRecorder {
	readonly facts: ConnectionFacts;
	readonly #deps: RecorderDeps;
	/** Of which the app is not known yet. */
	#homeless: OwnRecord[] | undefined = [];
	#lastIncoming: OwnRecord | undefined;
	#outgoingFault: AppliedFault | undefined;
	/** Told by the entry of the end. */
	#ofTheConnection: KeptViolations | undefined;

	constructor(facts: ConnectionFacts, deps: RecorderDeps) {
		this.facts = facts;
		this.#deps = deps;
		this.#record({ kind: "connection", of: facts, event: "open" });
	}

	incoming(type: number, flags: number, body: Buffer): void {
		this.#lastIncoming = this.#packet("in", keepFrame(type, flags, body, this.#deps.payload));
	}

	/** Bytes that came and are no packet: the broker reads no further. */
	unreadable(bytes: Buffer): void {
		this.#lastIncoming = this.#packet("in", keepBytes(bytes, this.#deps.payload));
	}

	outgoing(packet: Buffer): void {
		const kept = this.#packet("out", keepPacket(packet, this.#deps.payload));
		if (this.#outgoingFault !== undefined) kept.fault = this.#outgoingFault;
		this.#outgoingFault = undefined;
	}

	/** PUBLISH packets that leave: of each its payload. */
	outgoingPublishes(topic: string, payloads: readonly Buffer[]): void {
		for (const each of payloads) {
			const kept = keepShared(each, this.#deps.payload);
			const isKnown = this.#homeless === undefined && topic === this.facts.client;
			if (isKnown) this.#deps.appendDelivery(this.facts, kept);
			else this.#packet("out", new KeptPublish(topic, kept));
		}
	}

	identified(clientID: string): void {
		this.facts.client = clientID;
		for (const kept of this.#homeless ?? []) this.#deps.changed(kept, "client");
	}

	granted(appID: string): void {
		this.facts.app = appID;
		const moving = this.#homeless ?? [];
		this.#homeless = undefined;
		for (const kept of moving) {
			this.#deps.move(kept);
			this.#deps.changed(kept, "app");
		}
		this.#deps.onGranted(this, this.facts.client ?? "");
	}

	/** A rule that the last incoming packet broke; `connection` when it was not a packet that broke it. */
	violated(violation: Violation, by: "packet" | "connection" = "packet"): void {
		if (by === "packet" && this.#lastIncoming !== undefined) this.#addViolation(this.#lastIncoming, violation);
		else {
			this.#ofTheConnection ??= noViolations();
			keepViolation(this.#ofTheConnection, violation);
		}
	}

	/** What tells, later on, of a rule that the last incoming packet broke. */
	laterViolation(): (violation: Violation) => void {
		const kept = this.#lastIncoming;
		return (violation) => {
			if (kept !== undefined) this.#addViolation(kept, violation);
		};
	}

	/** A fault has been at the last incoming packet. */
	noteFault(fault: AppliedFault): void {
		if (this.#lastIncoming === undefined) return;
		this.#lastIncoming.fault = fault;
		this.#deps.changed(this.#lastIncoming);
	}

	/** A fault has been at a packet to the client, which leaves next. */
	noteOutgoingFault(fault: AppliedFault): void {
		this.#outgoingFault = fault;
	}

	/** A fault kept a packet to the client from leaving: it is recorded all the same. */
	withheld(packet: Buffer, fault: AppliedFault): void {
		this.#packet("out", keepPacket(packet, this.#deps.payload)).fault = fault;
	}

	/** A frame of WebSocket that carries no packet. */
	frame(frame: ControlFrame): void {
		this.#record({ kind: "connection", of: this.facts, event: "frame", frame });
	}

	closed(reason: string, endedBy: EndedBy): void {
		const kept = this.#record({ kind: "connection", of: this.facts, event: "close", reason, endedBy });
		if (this.#ofTheConnection !== undefined) kept.violations = this.#ofTheConnection;
		this.#homeless = undefined;
		this.#deps.onClosed(this, this.facts.client ?? "");
	}

	#packet(direction: "in" | "out", packet: KeptPacket): OwnRecord {
		return this.#record({ kind: "mqtt", of: this.facts, direction, packet });
	}

	#record(event: KeptEvent): OwnRecord {
		const kept = this.#deps.append(event);
		this.#homeless?.push(kept);
		return kept;
	}

	#addViolation(kept: OwnRecord, violation: Violation): void {
		kept.violations ??= noViolations();
		this.#deps.grown(kept, keepViolation(kept.violations, violation));
		this.#deps.changed(kept);
	}
}
