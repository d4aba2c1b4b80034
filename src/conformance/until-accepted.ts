import { onboardingClient } from "./attempts.ts";
import { type Bench, DeviceMissing } from "./bench.ts";

/** Waits until the device is let in again for itself, subscribed or not, as long as its patience lasts. */
export async function untilAccepted(bench: Bench, began: number): Promise<boolean> {
	const end = bench.now() + bench.settings.patience;
	let after = began;
	for (;;) {
		const connack = await bench.until(
			{ kind: "mqtt", direction: "out", type: "connack", packet: { returnCode: 0 }, fault: { exists: false } },
			{ after, within: Math.max(1, end - bench.now()) },
		);
		if (connack === undefined) return false;
		if (connack.client !== onboardingClient) return true;
		after = connack.seq;
	}
}

/** {@link untilAccepted}, for cases that cannot be judged of a device that is not. @throws DeviceMissing */
export async function comeBackAfter(bench: Bench, began: number): Promise<void> {
	if (await untilAccepted(bench, began)) return;
	throw new DeviceMissing(`the device was not let in again within ${bench.settings.patience} ms`);
}
