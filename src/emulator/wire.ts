import { composeWires } from "../broker/compose-wires.ts";
import type { OpenWire, Wire } from "../broker/wire.ts";
import type { ConnectionRecorder } from "../journal/connection-recorder.ts";
import type { OwnJournal } from "../journal/create-journal.ts";

/** A wire behind the journal; it may tell the recorder what it did to a packet. There is none while the journal is off. */
export type InnerWire = (recorder: ConnectionRecorder | undefined) => OpenWire;

/**
 * What stands between the network and the broker's rules: the journal, which sees what really comes and leaves, then the
 * others. Undefined when there is nothing, so that nothing is what it costs.
 */
export function createOpenWire(journal: OwnJournal, inner: readonly InnerWire[] = []): OpenWire | undefined {
	if (!journal.isOn) return composeWires(inner.map((open) => open(undefined)));
	return (origin, control) => {
		const recorder = journal.connection({ connection: control.connection, ...origin });
		const openers = [() => journalWire(recorder), ...inner.map((open) => open(recorder))];
		return composeWires(openers)?.(origin, control);
	};
}

function journalWire(recorder: ConnectionRecorder): Wire {
	return {
		incoming(frame) {
			recorder.incoming(frame.type, frame.flags, frame.body);
			return frame;
		},
		outgoing(packet) {
			recorder.outgoing(packet);
			return packet;
		},
		letsBlocksPass: () => true,
		outgoingBlock: (topic, { payloads }) => recorder.outgoingPublishes(topic, payloads),
		unreadable: (bytes) => recorder.unreadable(bytes),
		identified: (clientID) => recorder.identified(clientID),
		granted: ({ appID }) => recorder.granted(appID),
		violated: (clause, message, by) => recorder.violated({ clause, message }, by),
		laterViolation() {
			const tell = recorder.laterViolation();
			return (clause, message) => tell({ clause, message });
		},
		frame: (frame) => recorder.frame(frame),
		closed: (reason, by) => recorder.closed(reason, by),
	};
}
