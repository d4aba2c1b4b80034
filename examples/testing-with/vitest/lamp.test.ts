import { createEmulator, type TestEmulator } from "kii-emulator/testing";
import { afterAll, beforeAll, test } from "vitest";
import { startLamp } from "../lamp.mjs";
import { turnPower } from "../owner.mjs";

let emulator: TestEmulator;
beforeAll(async () => {
	emulator = await createEmulator();
});
afterAll(() => emulator.close());

// Each has an app of its own, so they may run at once and use the same names.
test.concurrent.each([1, 2, 3])("the lamp obeys (%i)", async () => {
	const app = await emulator.newApp();
	const given = { vendorThingID: "lamp-1", thingPassword: "secret" };
	const lamp = await startLamp({ api: emulator.url, ...app, ...given });
	try {
		const { commandID } = await turnPower(app, { ...given, thingID: lamp.thingID }, true);
		await app.waitForCommand(lamp.thingID);
		await app.waitForState(lamp.thingID, { power: true });
		await app.waitForActionResults(commandID);
		await app.expectNothingElse();
		await app.assertNoUnmatched();
		await app.assertNoViolations();
	} finally {
		await lamp.stop();
		await app.delete();
	}
});
