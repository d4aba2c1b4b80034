import assert from "node:assert/strict";
import { test } from "node:test";
import { getThing } from "../../../src/core/thing.ts";
import { createCommand, getCommand } from "../../../src/core/thing-if/command.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { putThingTypeOf } from "../../../src/core/thing-if/thing-settings.ts";
import { validateActions } from "../../../src/core/thing-if/validate-actions.ts";
import { anonymous, appID, createTestCore } from "../../helpers/core.ts";
import { withLamp } from "./lamp.ts";

test("actions that the trait has, with values that fit, pass", async () => {
	const { core, owner, issuer, target, record } = await withLamp();
	const actions = [{ lamp: [{ turnPower: true }, { setBrightness: 100 }] }];
	await validateActions(core, appID, record, actions);
	const { commandID } = await createCommand(core, owner, target, { actions, issuer });
	assert.deepEqual((await getCommand(core, owner, target, commandID)).actions, actions);
});

test("every fault is named, with the target's firmware version (evidence S30)", async () => {
	const { core, owner, issuer, target } = await withLamp();
	const actions = [
		{ lamp: [{ turnPower: 1 }, { setBrightness: 101 }, { fly: true }, { turnPower: false }] },
		{ fan: [{ turnPower: true }] },
	];
	await assert.rejects(createCommand(core, owner, target, { actions, issuer }), {
		errorCode: "COMMAND_TRAIT_VALIDATION",
		status: 400,
		message:
			"There are validation errors: lamp.turnPower - Invalid value. lamp.setBrightness - Invalid value. lamp.fly - Unknown action. fan - Unknown trait alias.",
		context: { targetFirmwareVersion: "V1" },
	});
});

test("a command without traits for a thing that has some is refused", async () => {
	const { core, owner, issuer, target } = await withLamp();
	const actions = [{ turnPower: { power: true } }];
	await assert.rejects(createCommand(core, owner, target, { actions, issuer, schema: "s", schemaVersion: 1 }), {
		errorCode: "COMMAND_TRAIT_VALIDATION",
		context: { targetFirmwareVersion: "V1" },
	});
});

test("what is no command at all is told before", async () => {
	const { core, record } = await withLamp();
	await assert.rejects(validateActions(core, appID, record, []), { errorCode: "WRONG_COMMAND" });
});

test("a thing without traits takes any actions, unless the setting refuses those by alias", async () => {
	const byAlias = [{ lamp: [{ turnPower: true }] }];
	const flat = [{ turnPower: { power: true } }];
	for (const untypedTraitCommands of ["accept", "refuse"] as const) {
		const core = await createTestCore({ untypedTraitCommands });
		const { thingID } = await onboard(core, anonymous, { vendorThingID: "v1", thingPassword: "pw" });
		const thing = await getThing(core, appID, thingID);
		await validateActions(core, appID, thing, flat);
		if (untypedTraitCommands === "accept") await validateActions(core, appID, thing, byAlias);
		else {
			await assert.rejects(validateActions(core, appID, thing, byAlias), {
				errorCode: "THING_WITHOUT_THING_TYPE",
				status: 404,
				message: "The thing does not have thing type associated",
			});
		}
	}
});

test("another type of the thing has other traits, or none", async () => {
	const { core, owner, record } = await withLamp({ untypedTraitCommands: "refuse" });
	await putThingTypeOf(core, owner, record.thingID, "Fan");
	const thing = await getThing(core, appID, record.thingID);
	await assert.rejects(validateActions(core, appID, thing, [{ lamp: [{ turnPower: true }] }]), {
		errorCode: "COMMAND_TRAIT_VALIDATION",
		context: { targetFirmwareVersion: "V1" },
	});
});
