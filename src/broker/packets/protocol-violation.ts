/** Something that no client may send. The connection it came on is closed [MQTT-4.8.0-1]. */
export class ProtocolViolation extends Error {
	override readonly name = "ProtocolViolation";
	/** The clause of MQTT 3.1.1 that does not allow it, or the setting. */
	readonly clause: string;

	constructor(clause: string, message: string) {
		super(message);
		this.clause = clause;
	}
}
