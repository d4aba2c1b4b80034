import type { Clock, Timer } from "../core/ports.ts";

export interface Keepalive {
	/** A whole packet came from the client. */
	heard(): void;
	stop(): void;
}

/** What a client that was silent for too long broke. */
export interface Silence {
	readonly clause: string;
	readonly reason: string;
}

/**
 * Calls `onSilence` when no packet came from the client within one and a half times the keepalive [MQTT-3.1.2-24].
 * @param seconds as CONNECT says; 0 turns it off (MQTT 3.1.1, 3.1.2.10)
 * @param isReading false while the broker itself does not read: what the client sends meanwhile is not heard
 */
export function watchKeepalive(
	clock: Clock,
	seconds: number,
	isReading: () => boolean,
	onSilence: (silence: Silence) => void,
): Keepalive {
	if (seconds === 0) return { heard: () => {}, stop: () => {} };
	const limit = seconds * 1500;
	let heardAt = clock.now();
	let timer: Timer;

	// Set again only when it runs out, so that a packet costs no timer.
	const wait = (delay: number) => {
		timer = clock.setTimeout(() => {
			const now = clock.now();
			// The system's time may have been set back meanwhile.
			if (!isReading() || heardAt > now) heardAt = now;
			const left = heardAt + limit - now;
			if (left > 0) wait(left);
			else onSilence({ clause: "MQTT-3.1.2-24", reason: `no packet within 1.5 times the keepalive of ${seconds} s` });
		}, delay);
	};
	wait(limit);
	return {
		heard: () => {
			heardAt = clock.now();
		},
		stop: () => timer.cancel(),
	};
}
