import type { CoreSettings } from "../../../src/core/context.ts";
import { getThing } from "../../../src/core/thing.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { putFirmwareVersion, putThingType } from "../../../src/core/thing-if/thing-type.ts";
import { createTraitVersion, type TraitDefinition } from "../../../src/core/thing-if/trait.ts";
import { putTraitAlias } from "../../../src/core/thing-if/trait-alias.ts";
import { appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

export const firmware = { thingType: "Lamp", firmwareVersion: "V1" };
export const lampTrait: TraitDefinition = {
	actions: [
		{ turnPower: { description: "on or off", payloadSchema: { type: "boolean" } } },
		{ setBrightness: { payloadSchema: { type: "integer", minimum: 0, maximum: 100 } } },
	],
	states: [
		{ power: { payloadSchema: { type: "boolean" } } },
		{ brightness: { payloadSchema: { type: "integer", minimum: 0, maximum: 100, unit: "%" } } },
	],
	dataGroupingInterval: "15_MINUTES",
};

/** A core whose administrator has configured the type `Lamp`, with a thing of it and its owner. */
export async function withLamp(settings: Partial<CoreSettings> = {}) {
	const core = await createTestCore(settings);
	const admin = await callerOf(core, { kind: "admin" });
	await putThingType(core, admin, firmware.thingType, {});
	await putFirmwareVersion(core, admin, firmware.thingType, firmware.firmwareVersion);
	await createTraitVersion(core, admin, "LampTrait", lampTrait);
	await putTraitAlias(core, admin, firmware, "lamp", { trait: "LampTrait", traitVersion: 1 });
	const { userID, caller: owner } = await newOwner(core);
	const request = { vendorThingID: "v1", thingPassword: "pw", owner: `user:${userID}`, ...firmware };
	const { thingID } = await onboard(core, owner, request);
	return {
		core,
		admin,
		owner,
		issuer: `user:${userID}`,
		thing: await callerOf(core, { kind: "thing", thingID }),
		record: await getThing(core, appID, thingID),
		target: `thing:${thingID}`,
	};
}
