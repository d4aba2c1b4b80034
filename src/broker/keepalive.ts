import type { Clock, Timer } from "../core/ports.ts";

/** What a client that was silent for too long broke. */
export interface Silence {
	readonly clause: string;
	readonly reason: string;
}

/** The connection that is watched. */
export interface KeepaliveOwner {
	/** False while the broker itself does not read: what the client sends meanwhile is not heard. */
	readonly isReading: boolean;
	/** No packet came from the client within one and a half times the keepalive [MQTT-3.1.2-24]. */
	silent(silence: Silence): void;
}

/** Watches that a client is not silent for too long. */
export class Keepalive {
	readonly #clock: Clock;
	readonly #seconds: number;
	readonly #owner: KeepaliveOwner;
	readonly #runOut = () => this.#look();
	#heardAt: number;
	#timer: Timer;

	/** @param seconds as CONNECT says, more than 0, which would turn it off (MQTT 3.1.1, 3.1.2.10) */
	constructor(clock: Clock, seconds: number, owner: KeepaliveOwner) {
		this.#clock = clock;
		this.#seconds = seconds;
		this.#owner = owner;
		this.#heardAt = clock.now();
		this.#timer = clock.setTimeout(this.#runOut, this.#limit);
	}

	/** A whole packet came from the client. */
	heard(): void {
		this.#heardAt = this.#clock.now();
	}

	stop(): void {
		this.#timer.cancel();
	}

	/** Milliseconds. */
	get #limit(): number {
		return this.#seconds * 1500;
	}

	// The timer is set again only when it runs out, so that a packet costs none.
	#look(): void {
		const now = this.#clock.now();
		// The system's time may have been set back meanwhile.
		if (!this.#owner.isReading || this.#heardAt > now) this.#heardAt = now;
		const left = this.#heardAt + this.#limit - now;
		if (left > 0) this.#timer = this.#clock.setTimeout(this.#runOut, left);
		else {
			const reason = `no packet within 1.5 times the keepalive of ${this.#seconds} s`;
			this.#owner.silent({ clause: "MQTT-3.1.2-24", reason });
		}
	}
}
