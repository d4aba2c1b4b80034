import { createCall } from "../client/control-call.ts";
import { type EmulatorControl, emulatorControl } from "../client/emulator-control.ts";
import { eventsUrl } from "../client/events-url.ts";
import { follow } from "../client/follow.ts";
import { inProcessTransport } from "../emulator/in-process-transport.ts";
import { internalsOf } from "../emulator/internals.ts";
import { type Emulator, type EmulatorOptions, createEmulator as startEmulator } from "../emulator.ts";

/** An emulator in this process with everything a test asks of it. What `connectEmulator` gives reads the same. */
export interface TestEmulator extends Omit<Emulator, keyof EmulatorControl>, EmulatorControl {}

/**
 * Starts an emulator in this process, on free ports and without a log, unless told otherwise. `await using` or `close()`
 * ends it. Any number can run at once; a test file needs one, and `newApp()` for each test.
 * @throws SettingError for a setting that cannot be, or a port or file that is not to be had
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
	const emulator = await startEmulator(options);
	const { url } = emulator;
	const { ownToken } = internalsOf(emulator);
	const control = emulatorControl({
		url,
		call: createCall(inProcessTransport(emulator)),
		follow: (query, signal) => follow(eventsUrl(url, { ...query, access_token: ownToken }), signal),
	});
	return { ...emulator, ...control };
}
