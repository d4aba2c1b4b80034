import type { Flaws } from "./flaws.ts";

/** How long the answer to a PINGREQ may take: a part of the keepalive, so that a mute broker is left within 1.5 of them. */
const patiently = 0.5;
/** Milliseconds after which a device with a flaw leaves. */
const longest = 100_000;
/** Milliseconds before it looks again, where a flaw keeps it from doing what there is to do. */
const again = 1000;

/** What a device has to do about silence. */
export interface KeepAlive {
	heard(isPingResponse: boolean): void;
	sent(): void;
	/** What there is to do now; `leave`: the broker is mute, so this connection is dead, whatever TCP thinks. */
	look(): "ping" | "leave" | "leave for no reason" | undefined;
	/** Milliseconds until there is something to do, if nothing happens meanwhile. */
	untilNextLook(): number;
}

/** @param keepalive seconds */
export function createKeepAlive(now: () => number, keepalive: number, flaws: Flaws): KeepAlive {
	const beganAt = now();
	let heardAt = beganAt;
	let sentAt = beganAt;
	let newsAt = beganAt;
	let pingSentAt: number | undefined;
	const patience = keepalive * (flaws.has("late to give up") ? 1 : patiently) * 1000;
	const pingDue = () => sentAt + keepalive * 1000;
	return {
		heard(isPingResponse) {
			heardAt = now();
			if (isPingResponse) pingSentAt = undefined;
			else newsAt = heardAt;
		},
		sent() {
			sentAt = now();
		},
		look() {
			// It takes a long silence for a loss, whatever it has heard of PINGRESP.
			if (flaws.has("keepalive-idle") && now() > newsAt + longest) return "leave for no reason";
			if (pingSentAt !== undefined) {
				const isMute = now() >= pingSentAt + patience && heardAt <= pingSentAt;
				return isMute && !flaws.has("keepalive-mute-broker") ? "leave" : undefined;
			}
			if (keepalive === 0 || now() < pingDue() || flaws.has("keepalive-ping")) return undefined;
			pingSentAt = now();
			return "ping";
		},
		untilNextLook() {
			const looks = [now() + longest];
			if (flaws.has("keepalive-idle")) looks.push(newsAt + longest + 1);
			if (pingSentAt !== undefined) looks.push(pingSentAt + patience);
			else if (keepalive > 0) looks.push(pingDue());
			const next = Math.min(...looks) - now();
			return next > 0 ? next : again;
		},
	};
}
