import type { Bench, DeviceSession } from "./bench.ts";

/** Milliseconds. */
const steady = 10_000;

/** A session that has lasted for a while: a device that has backed off before takes its loss for the first one. @throws DeviceMissing */
export async function steadySession(bench: Bench): Promise<DeviceSession> {
	await bench.session();
	await bench.wait(steady);
	return bench.session();
}
