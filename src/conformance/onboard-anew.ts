import type { MqttEntry } from "../journal/entry.ts";
import { onboardingClient } from "./attempts.ts";
import { type Bench, type DeviceSession, unlessMissing } from "./bench.ts";
import type { Evidence } from "./evidence.ts";

const path = { regex: "/onboardings$" };

/** A request to onboard, over HTTP or over MQTT. */
export const onboardingCall = { kind: ["http", "api"], method: "POST", path } as const;

/** Milliseconds in which a device that has connected may still do wrong. */
const watched = 3000;

/** Starts the device anew, so that it onboards, and waits until it has settled; marks it as `started`. @throws DeviceMissing */
export async function onboardAnew(bench: Bench): Promise<DeviceSession> {
	const after = bench.position();
	bench.mark("started");
	await bench.restart();
	const session = await bench.sessionAfter(after);
	await bench.wait(watched);
	return session;
}

/** Starts the device anew, and waits for it as long as its patience lasts; marks it as `started` and `ended`. */
export async function startAnew(bench: Bench): Promise<void> {
	const after = bench.position();
	bench.mark("started");
	await bench.restart();
	await bench.sessionAfter(after).catch(unlessMissing);
	bench.mark("ended");
}

/** CONNECT packets of devices that onboard on the default broker. */
export function anonymousConnects(evidence: Evidence): readonly MqttEntry[] {
	return evidence
		.packets("in", "connect", evidence.mark("started").seq)
		.filter(({ packet }) => packet.clientID === onboardingClient);
}
