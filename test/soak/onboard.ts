import assert from "node:assert/strict";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";
import type { OwnedThing, Owner } from "../helpers/owner.ts";
import type { SoakTransport } from "./soak-device.ts";
import type { Started } from "./soak-process.ts";

/** Onboards a thing of an owner as its device would: every second one over HTTP, the others over MQTT on any transport. */
export async function onboard(
	emulator: Started,
	owner: Owner,
	transport: SoakTransport,
	number: number,
): Promise<OwnedThing> {
	const vendorThingID = `soak-${number}`;
	if (number % 2 === 0) return owner.onboard(vendorThingID);
	const { appID } = emulator.app;
	const device = await connectDevice(emulator, transport, anonymousCredentials(emulator));
	try {
		const { status, body } = await device.request(
			"POST",
			`/thing-if/apps/${appID}/onboardings`,
			{
				Authorization: `Bearer ${owner.token}`,
				"Content-Type": "application/vnd.kii.OnboardingWithVendorThingIDByOwner+json",
			},
			JSON.stringify({ vendorThingID, thingPassword: "secret", owner: owner.issuer }),
		);
		assert.equal(status, 200, body);
		const thing = JSON.parse(body);
		return { ...thing, target: `/thing-if/apps/${appID}/targets/thing:${thing.thingID}` };
	} finally {
		await device.close();
	}
}
