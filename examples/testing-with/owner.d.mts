import type { TestApp } from "kii-emulator/testing";

export function turnPower(
	app: TestApp,
	lamp: { readonly vendorThingID: string; readonly thingPassword: string; readonly thingID: string },
	power: boolean,
): Promise<{ readonly commandID: string }>;
