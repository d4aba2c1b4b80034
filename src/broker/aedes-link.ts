import { Duplex } from "node:stream";

export interface LinkEvents {
	/** A packet that aedes answers with. */
	onAnswer(bytes: Buffer): void;
	/** aedes has ended the session, or has been told to. */
	onClosed(error: Error | null): void;
}

/**
 * The connection as aedes sees it. Only packets that have passed the rules come in, and what aedes answers goes to the
 * connection's output; so aedes waits for nobody, and none of its private fields has to be touched.
 */
export class AedesLink extends Duplex {
	readonly #events: LinkEvents;

	constructor(events: LinkEvents) {
		super();
		this.#events = events;
	}

	/** Hands one packet to aedes. */
	forward(packet: Buffer): void {
		this.push(packet);
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
		this.#events.onAnswer(chunk);
		done();
	}

	// aedes writes a packet in several pieces, corked.
	override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
		this.#events.onAnswer(Buffer.concat(chunks.map(({ chunk }) => chunk)));
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#events.onClosed(error);
		done();
	}
}
