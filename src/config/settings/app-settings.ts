import { inGroup } from "../in-group.ts";
import { apps } from "../kinds/apps.ts";
import { choice } from "../kinds/choice.ts";
import { onOrOff } from "../kinds/on-or-off.ts";
import { text } from "../kinds/text.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const ofApps = inGroup("Apps");

export const appSettings = {
	app: ofApps(
		apps,
		[],
		"An app besides the well-known one; repeatable",
		'The app `emulator` (app key `emulator-key`, administrator\'s client ID `emulator-admin` and secret `emulator-secret`) always exists. An app given without an administrator shares that one. In a variable, commas stand between several apps; in a file it is a list of such texts or of objects `{ "appID", "appKey", "clientID", "clientSecret" }`.',
	),
	apps: ofApps(
		choice("MODE", ["auto", "fixed"]),
		"auto",
		"What an unknown app ID means: `auto` creates the app on first use, `fixed` answers APP_NOT_FOUND",
	),
	maxApps: ofApps(
		wholeNumber("COUNT", 1, 1_000_000),
		10_000,
		"With so many apps, `apps` at `auto` creates no more: an unknown app ID gets 404 APP_NOT_FOUND",
		"It keeps a client that names one app ID after the other from filling the memory; the log says so. All apps count, but the control API, seeds and snapshots make as many as they are told to.",
	),
	checkAppKey: ofApps(
		onOrOff,
		false,
		"Refuse anonymous access with a wrong app key",
		"Off by default, because Kii's C SDKs send placeholders (`k`, `dummy`) for the app key.",
	),
	maxObjects: ofApps(
		wholeNumber("COUNT", 1, 100_000_000),
		100_000,
		"Objects an app may have in its buckets; one more is refused with 403 OBJECT_LIMIT_EXCEEDED",
		"Kii had no limit but that of the plan. Objects are kept in memory.",
	),
	seedIds: ofApps(
		text("SEED"),
		undefined,
		"Makes every identifier, token and password that the emulator issues follow from this text: the same calls get the same answers",
		"Each app has a row of its own, which does not depend on what other apps do and begins again at a reset. Times follow when the clock is frozen first, ports when they are not random. After a restart with `data-dir`, and when a snapshot is imported, others follow that are none of those before, again the same each time. They can be guessed: not for what others can reach.",
	),
};
