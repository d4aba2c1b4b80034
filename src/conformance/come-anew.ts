import { type Bench, DeviceMissing, unlessMissing } from "./bench.ts";
import type { Evidence } from "./evidence.ts";

const before = "client ID before:";
const now = "client ID now:";

/** Has the device come anew, and marks by which client IDs it was let in. That it was not let in is for the judge. */
export async function comeAnew(bench: Bench): Promise<void> {
	const known = await bench.session().catch(unlessMissing);
	const began = bench.position();
	bench.mark(`${before}${known?.mqttTopic ?? ""}`);
	await bench.restart();
	const session = await bench.sessionAfter(began).catch(unlessMissing);
	bench.mark(`${now}${session?.mqttTopic ?? ""}`);
	if (session === undefined && bench.seen(anyConnect, began) === undefined)
		throw new DeviceMissing(`no CONNECT of the device within ${bench.settings.patience} ms`);
}

/** Whether the device sends a CONNECT within its patience. */
export async function comeBack(bench: Bench): Promise<boolean> {
	return (await bench.until(anyConnect)) !== undefined;
}

const anyConnect = { kind: "mqtt", direction: "in", type: "connect" } as const;

/** The client IDs that {@link comeAnew} marked; undefined where the device was not let in. */
export function clientIDs({ marks }: Evidence): {
	readonly before: string | undefined;
	readonly now: string | undefined;
} {
	const named = (prefix: string) =>
		marks.find(({ name }) => name.startsWith(prefix))?.name.slice(prefix.length) || undefined;
	return { before: named(before), now: named(now) };
}
