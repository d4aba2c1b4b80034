import { afterAll, beforeAll, test } from "@jest/globals";
import { createEmulator } from "kii-emulator/testing";
import { startLamp } from "../lamp.mjs";
import { turnPower } from "../owner.mjs";

let emulator;
beforeAll(async () => {
	emulator = await createEmulator();
});
afterAll(() => emulator.close());

test("the lamp obeys", async () => {
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
