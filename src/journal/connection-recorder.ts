import type { AppliedFault, ControlFrame, EndedBy, Violation } from "./entry.ts";
import { type Kept, keepShared } from "./kept.ts";
import { KeptPublish, keepBytes, keepFrame, keepPacket } from "./kept-packet.ts";
import type { ConnectionFacts, KeptEvent, LateField, OwnRecord } from "./kept-record.ts";
import { type KeptViolations, keepViolation, noViolations } from "./kept-violations.ts";

export interface ConnectionRecorder {
	readonly facts: ConnectionFacts;
	incoming(type: number, flags: number, body: Buffer): void;
	/** Bytes that came and are no packet: the broker reads no further. */
	unreadable(bytes: Buffer): void;
	outgoing(packet: Buffer): void;
	/** PUBLISH packets that leave: of each its payload. */
	outgoingPublishes(topic: string, payloads: readonly Buffer[]): void;
	identified(clientID: string): void;
	granted(appID: string): void;
	/** A rule that the last incoming packet broke; `connection` when it was not a packet that broke it. */
	violated(violation: Violation, by?: "packet" | "connection"): void;
	/** What tells, later on, of a rule that the last incoming packet broke. */
	laterViolation(): (violation: Violation) => void;
	/** A fault has been at the last incoming packet. */
	noteFault(fault: AppliedFault): void;
	/** A fault has been at a packet to the client, which leaves next. */
	noteOutgoingFault(fault: AppliedFault): void;
	/** A fault kept a packet to the client from leaving: it is recorded all the same. */
	withheld(packet: Buffer, fault: AppliedFault): void;
	/** A frame of WebSocket that carries no packet. */
	frame(frame: ControlFrame): void;
	closed(reason: string, by: EndedBy): void;
}

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
export function createConnectionRecorder(of: ConnectionFacts, deps: RecorderDeps): ConnectionRecorder {
	const { append, changed, payload } = deps;
	let homeless: OwnRecord[] | undefined = [];
	let lastIncoming: OwnRecord | undefined;
	let outgoingFault: AppliedFault | undefined;
	/** Told by the entry of the end. */
	let ofTheConnection: KeptViolations | undefined;

	function record(event: KeptEvent): OwnRecord {
		const kept = append(event);
		homeless?.push(kept);
		return kept;
	}

	function addViolation(kept: OwnRecord, violation: Violation): void {
		kept.violations ??= noViolations();
		deps.grown(kept, keepViolation(kept.violations, violation));
		changed(kept);
	}

	record({ kind: "connection", of, event: "open" });
	const recorder: ConnectionRecorder = {
		facts: of,
		incoming(type, flags, body) {
			const packet = keepFrame(type, flags, body, payload);
			lastIncoming = record({ kind: "mqtt", of, direction: "in", packet });
		},
		unreadable(bytes) {
			const packet = keepBytes(bytes, payload);
			lastIncoming = record({ kind: "mqtt", of, direction: "in", packet });
		},
		outgoing(packet) {
			const kept = record({ kind: "mqtt", of, direction: "out", packet: keepPacket(packet, payload) });
			if (outgoingFault !== undefined) kept.fault = outgoingFault;
			outgoingFault = undefined;
		},
		outgoingPublishes(topic, payloads) {
			for (const each of payloads) {
				const kept = keepShared(each, payload);
				if (homeless === undefined && topic === of.client) deps.appendDelivery(of, kept);
				else record({ kind: "mqtt", of, direction: "out", packet: new KeptPublish(topic, kept) });
			}
		},
		identified(clientID) {
			of.client = clientID;
			for (const kept of homeless ?? []) changed(kept, "client");
		},
		granted(appID) {
			of.app = appID;
			const moving = homeless ?? [];
			homeless = undefined;
			for (const kept of moving) {
				deps.move(kept);
				changed(kept, "app");
			}
			deps.onGranted(recorder, of.client ?? "");
		},
		violated(violation, by = "packet") {
			if (by === "packet" && lastIncoming !== undefined) addViolation(lastIncoming, violation);
			else {
				ofTheConnection ??= noViolations();
				keepViolation(ofTheConnection, violation);
			}
		},
		laterViolation() {
			const kept = lastIncoming;
			return (violation) => {
				if (kept !== undefined) addViolation(kept, violation);
			};
		},
		noteFault(fault) {
			if (lastIncoming === undefined) return;
			lastIncoming.fault = fault;
			changed(lastIncoming);
		},
		noteOutgoingFault(fault) {
			outgoingFault = fault;
		},
		withheld(packet, fault) {
			const kept = record({ kind: "mqtt", of, direction: "out", packet: keepPacket(packet, payload) });
			kept.fault = fault;
		},
		frame: (frame) => void record({ kind: "connection", of, event: "frame", frame }),
		closed(reason, endedBy) {
			const kept = record({ kind: "connection", of, event: "close", reason, endedBy });
			if (ofTheConnection !== undefined) kept.violations = ofTheConnection;
			homeless = undefined;
			deps.onClosed(recorder, of.client ?? "");
		},
	};
	return recorder;
}
