import {
	completeSettings,
	defaultSettings,
	didYouMean,
	type PartialSettings,
	SettingError,
	type Settings,
} from "../config.ts";

/** In a program every port is a free one and nothing is logged by default: many emulators run beside each other. */
const fixtureDefaults: PartialSettings = {
	httpPort: 0,
	httpsPort: 0,
	mqttPort: 0,
	mqttsPort: 0,
	wsPort: 0,
	wssPort: 0,
	logLevel: "silent",
};

/** The settings a program gives, checked, and a fixture's defaults for the rest. @throws SettingError, also for an unknown key */
export function settingsOf(given: PartialSettings): Settings {
	const names = Object.keys(defaultSettings());
	for (const name of Object.keys(given)) {
		if (!names.includes(name)) throw new SettingError(name, `is no option of createEmulator${didYouMean(name, names)}`);
	}
	if (given.portsFile !== undefined)
		throw new SettingError("portsFile", "is for the command only: a program finds the ports in emulator.ports");
	const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
	return completeSettings({ ...fixtureDefaults, ...said });
}
