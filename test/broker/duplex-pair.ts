import { Duplex } from "node:stream";

/** One end of an in-memory connection; what is written to it comes out of the other, write by write. */
class End extends Duplex {
	other: End | undefined;
	/** Taken by the other end once it has room again. */
	#waiting: (() => void) | undefined;

	constructor() {
		super({ allowHalfOpen: false });
	}

	override _read(): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.other?.arrive(chunk, done);
	}

	override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
		const whole = Buffer.concat(chunks.map(({ chunk }) => chunk));
		// Not at once: Node.js would throw away what the other end has this one write meanwhile.
		queueMicrotask(() => this.other?.arrive(whole, done));
	}

	override _final(done: () => void): void {
		this.other?.push(null);
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const { other } = this;
		setImmediate(() => other?.destroy());
		done(error);
	}

	arrive(chunk: Buffer, done: () => void): void {
		if (this.destroyed || this.push(chunk)) done();
		else this.#waiting = done;
	}
}

/** The two ends of an in-memory connection, with back-pressure both ways. */
export function duplexPair(): [Duplex, Duplex] {
	const ends: [End, End] = [new End(), new End()];
	ends[0].other = ends[1];
	ends[1].other = ends[0];
	return ends;
}
