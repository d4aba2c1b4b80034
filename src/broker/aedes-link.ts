import { Duplex } from "node:stream";

export interface LinkEvents {
	/** aedes has answered the packet that it was given. */
	answered(bytes: Buffer): void;
	/** aedes has ended the session, or has been told to. */
	linkClosed(error: Error | null): void;
}

/**
 * A session of aedes, as it sees it a connection. Only packets that have passed the rules come in, and what aedes answers goes
 * to the connection's output; so aedes waits for nobody, and none of its private fields has to be touched.
 */
export class AedesLink extends Duplex {
	readonly #events: LinkEvents;
	/** aedes has answered the CONNECT that opened the session; its CONNACK is for nobody. */
	#isOpen = false;
	#waiting: Buffer[] = [];

	constructor(events: LinkEvents) {
		super();
		this.#events = events;
	}

	/** Opens the session with aedes, which must read here. */
	open(connect: Buffer): void {
		this.push(connect);
	}

	/** Hands one packet to aedes. */
	forward(packet: Buffer): void {
		if (this.#isOpen) this.push(packet);
		else this.#waiting.push(packet);
	}

	/** aedes reads in here: a throw of its ends this session, not the process. */
	override emit(event: string | symbol, ...args: unknown[]): boolean {
		try {
			return super.emit(event, ...args);
		} catch (error) {
			this.destroy(error instanceof Error ? error : new Error(String(error)));
			return true;
		}
	}

	override _read(): void {}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.#answer(chunk);
		done();
	}

	// aedes writes a packet in several pieces, corked.
	override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
		this.#answer(Buffer.concat(chunks.map(({ chunk }) => chunk)));
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#events.linkClosed(error);
		done();
	}

	#answer(bytes: Buffer): void {
		if (this.#isOpen) {
			this.#events.answered(bytes);
			return;
		}
		this.#isOpen = true;
		for (const packet of this.#waiting.splice(0)) this.push(packet);
	}
}
