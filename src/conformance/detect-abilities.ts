import type { Bench, DeviceSession } from "./bench.ts";
import type { Ability } from "./case.ts";
import { comeBack } from "./come-anew.ts";
import { onboardingCall } from "./onboard-anew.ts";

/** Milliseconds within which a device that makes requests makes its first one. */
const firstRequest = 3000;

/** What a device that has come can do, by what it has done so far, and by what it does when its connection is closed. */
export async function detectAbilities(bench: Bench, { mqttTopic }: DeviceSession): Promise<Set<Ability>> {
	const abilities = new Set<Ability>();
	if (bench.seen({ ...onboardingCall, status: 200 }, 0) !== undefined) abilities.add("onboards");
	const request = await bench.until({ kind: "api", client: mqttTopic }, { after: 0, within: firstRequest });
	if (request !== undefined) abilities.add("requests");
	// A Kii device: whatever talks to the API is there to carry out commands.
	if (abilities.has("onboards") || abilities.has("requests")) abilities.add("commands");
	// Else each case would wait for it in vain.
	bench.disconnect();
	if (await comeBack(bench)) abilities.add("reconnects");
	else await bench.restart();
	return abilities;
}
