import type { Entry, MqttEntry } from "../journal/entry.ts";
import type { Evidence } from "./evidence.ts";

/** The client ID of Kii's default broker, where a device only onboards. */
export const onboardingClient = "anonymous";

/** The CONNECTs by which a device came for itself, and not to onboard. */
export function attempts(evidence: Evidence, after = 0): readonly MqttEntry[] {
	return evidence.packets("in", "connect", after).filter(({ packet }) => packet.clientID !== onboardingClient);
}

/** The CONNACK of an attempt, whether it reached the device or a fault kept it. */
export function connackOf(evidence: Evidence, { connection }: MqttEntry): MqttEntry | undefined {
	return evidence.packets("out", "connack").find((entry) => entry.connection === connection);
}

/** Whether an attempt was let in, and was told so. */
export function isAccepted(evidence: Evidence, attempt: MqttEntry): boolean {
	const connack = connackOf(evidence, attempt);
	return connack?.packet.returnCode === 0 && connack.fault?.action !== "drop";
}

/** Milliseconds from the end of each attempt to the next one: one fewer than there are attempts. */
export function pausesBetween(evidence: Evidence, connects: readonly MqttEntry[]): readonly number[] {
	return connects.slice(1).map((next, index) => {
		const last = connects[index] ?? next;
		const isEnd = (entry: Entry) =>
			entry.kind === "connection" && entry.event === "close" && entry.connection === last.connection;
		const end = evidence.entries.find((entry) => isEnd(entry) && entry.seq < next.seq);
		return next.time - (end ?? last).time;
	});
}

/** Milliseconds as a person reads them. */
export const inSeconds = (pauses: readonly number[]): string =>
	`${pauses.map((pause) => Math.round(pause / 100) / 10).join(", ")} s`;

/** The least pause before the next attempt in milliseconds: a second, and what timers are early by. */
export const leastPause = 900;
