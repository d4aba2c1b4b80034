import { isUtf8 } from "node:buffer";
import { ProtocolViolation } from "./protocol-violation.ts";

/** Control characters and noncharacters: a server may close on them, and mosquitto does (MQTT 3.1.1, 1.5.3). */
const unwantedCharacter = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/** Reads the fields of one packet's variable header and payload in turn. Each method throws ProtocolViolation. */
export class PacketBody {
	readonly #packet: string;
	readonly #bytes: Buffer;
	#at = 0;

	/** @param packet name of the packet, for messages */
	constructor(packet: string, bytes: Buffer) {
		this.#packet = packet;
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#at === this.#bytes.length;
	}

	byte(field: string): number {
		return this.#bytes.readUInt8(this.#take(1, field));
	}

	uint16(field: string): number {
		return this.#bytes.readUInt16BE(this.#take(2, field));
	}

	/** Never 0 [MQTT-2.3.1-1]. */
	packetID(): number {
		const packetID = this.uint16("packet identifier");
		if (packetID === 0) throw new ProtocolViolation("MQTT-2.3.1-1", `${this.#packet} with the packet identifier 0`);
		return packetID;
	}

	/** Bytes behind their length (MQTT 3.1.1, 3.1.3). */
	binary(field: string): Buffer {
		const length = this.uint16(field);
		const start = this.#take(length, field);
		return this.#bytes.subarray(start, start + length);
	}

	/** A UTF-8 encoded string (MQTT 3.1.1, 1.5.3). */
	text(field: string): string {
		const bytes = this.binary(field);
		// It also finds surrogates, which Node's decoder would turn into U+FFFD.
		if (!isUtf8(bytes)) {
			throw new ProtocolViolation("MQTT-1.5.3-1", `${this.#packet} whose ${field} is not well-formed UTF-8`);
		}
		if (bytes.includes(0)) throw new ProtocolViolation("MQTT-1.5.3-2", `${this.#packet} with U+0000 in its ${field}`);
		const text = bytes.toString();
		const unwanted = unwantedCharacter.exec(text)?.[0];
		if (unwanted !== undefined) {
			throw new ProtocolViolation("MQTT 3.1.1, 1.5.3", `${this.#packet} with ${codePoint(unwanted)} in its ${field}`);
		}
		return text;
	}

	/** Everything that has not been read yet. */
	rest(): Buffer {
		const rest = this.#bytes.subarray(this.#at);
		this.#at = this.#bytes.length;
		return rest;
	}

	/** Nothing may be left over. */
	end(): void {
		const left = this.#bytes.length - this.#at;
		if (left > 0) throw new ProtocolViolation("MQTT-4.8.0-1", `${this.#packet} with ${left} bytes too many`);
	}

	#take(length: number, field: string): number {
		const start = this.#at;
		if (start + length > this.#bytes.length) {
			throw new ProtocolViolation("MQTT-4.8.0-1", `${this.#packet} ends within its ${field}`);
		}
		this.#at = start + length;
		return start;
	}
}

function codePoint(character: string): string {
	return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
