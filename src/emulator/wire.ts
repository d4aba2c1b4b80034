import { type OpenWireWith, openWires } from "../broker/compose-wires.ts";
import type { Frame } from "../broker/packets/frame-reader.ts";
import type { PublishBlock } from "../broker/packets/publish-block.ts";
import type { ControlFrame, Grant } from "../broker/session.ts";
import type { EndedBy, OpenWire, TellViolation, Wire } from "../broker/wire.ts";
import type { ConnectionRecorder } from "../journal/connection-recorder.ts";
import type { OwnJournal } from "../journal/create-journal.ts";

/** A wire behind the journal; it may tell the recorder what it did to a packet. There is none while the journal is off. */
export type InnerWire = OpenWireWith<ConnectionRecorder | undefined>;

/**
 * What stands between the network and the broker's rules: the journal, which sees what really comes and leaves, then the
 * others. Undefined when there is nothing, so that nothing is what it costs.
 */
export function createOpenWire(journal: OwnJournal, inner: readonly InnerWire[] = []): OpenWire | undefined {
	if (!journal.isOn && inner.length === 0) return undefined;
	if (!journal.isOn) return (origin, control) => openWires(inner, origin, control, undefined);
	const openJournalWire: OpenWireWith<ConnectionRecorder> = (_origin, _control, recorder) => new JournalWire(recorder);
	const openers = [openJournalWire, ...inner];
	return (origin, control) => {
		const recorder = journal.connection({ connection: control.connection, ...origin });
		return openWires(openers, origin, control, recorder);
	};
}

class JournalWire implements Wire {
	readonly #recorder: ConnectionRecorder;

	constructor(recorder: ConnectionRecorder) {
		this.#recorder = recorder;
	}

	incoming(frame: Frame): Frame {
		this.#recorder.incoming(frame.type, frame.flags, frame.body);
		return frame;
	}

	outgoing(packet: Buffer): Buffer {
		this.#recorder.outgoing(packet);
		return packet;
	}

	letsBlocksPass(): boolean {
		return true;
	}

	outgoingBlock(topic: string, { payloads }: PublishBlock): void {
		this.#recorder.outgoingPublishes(topic, payloads);
	}

	unreadable(bytes: Buffer): void {
		this.#recorder.unreadable(bytes);
	}

	identified(clientID: string): void {
		this.#recorder.identified(clientID);
	}

	granted({ appID }: Grant): void {
		this.#recorder.granted(appID);
	}

	violated(clause: string, message: string, by?: "packet" | "connection"): void {
		this.#recorder.violated({ clause, message }, by);
	}

	laterViolation(): TellViolation {
		const tell = this.#recorder.laterViolation();
		return (clause, message) => tell({ clause, message });
	}

	frame(frame: ControlFrame): void {
		this.#recorder.frame(frame);
	}

	closed(reason: string, by: EndedBy): void {
		this.#recorder.closed(reason, by);
	}
}
