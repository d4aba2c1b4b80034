import { withRoomForApp } from "./app-limit.ts";
import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newAppID, newAppKey, newClientSecret } from "./identifiers.ts";
import { inserted, read, write } from "./records.ts";

export interface App {
	readonly appID: string;
	readonly appKey: string;
	/** Client ID and secret of the app's administrator. */
	readonly clientID: string;
	readonly clientSecret: string;
}

/** The app every emulator has. An app created on first use shares its app key and administrator. */
export const wellKnownApp: App = {
	appID: "emulator",
	appKey: "emulator-key",
	clientID: "emulator-admin",
	clientSecret: "emulator-secret",
};

export const appIDPattern = /^[A-Za-z0-9_-]{1,64}$/;

function appKeyOf(appID: string): string {
	return `apps/${encodeURIComponent(appID)}`;
}

/** Creates the app, or leaves the one of that ID as it is. */
export async function ensureApp(core: Core, app: App): Promise<void> {
	await core.store.commit([inserted(appKeyOf(app.appID), app)]);
}

/**
 * Makes an app with what is given of it and random identifiers for the rest.
 * @throws KiiError APP_ALREADY_EXISTS, INVALID_INPUT_DATA for an app ID that cannot be
 */
export async function createApp(core: Core, given: Readonly<Partial<App>>): Promise<App> {
	const {
		appID = newAppID(core.idsOf()),
		appKey = newAppKey(core.idsOf()),
		clientID = newAppKey(core.idsOf()),
		clientSecret = newClientSecret(core.idsOf()),
	} = given;
	if (!appIDPattern.test(appID)) throw invalidInput({ appID: "must have 1 to 64 letters, digits, '_' and '-'" });
	const app: App = { appID, appKey, clientID, clientSecret };
	if (await core.store.commit([inserted(appKeyOf(appID), app)])) return app;
	throw new KiiError("APP_ALREADY_EXISTS", `App with ID ${appID} already exists`, { appID });
}

/** All apps there are, in the order of their IDs. */
export async function listApps(core: Core): Promise<App[]> {
	return (await core.store.list<App>("apps")).map(({ value }) => value);
}

/** An app that is there; none is made. @throws KiiError APP_NOT_FOUND */
export async function getApp(core: Core, appID: string): Promise<App> {
	const app = await read<App>(core, appKeyOf(appID));
	if (app === undefined) throw appNotFound(appID);
	return app;
}

/** Takes the app from the list of apps; what belongs to it is `clearApp`'s. */
export async function deleteAppRecord(core: Core, appID: string): Promise<void> {
	await write(core, { key: appKeyOf(appID), value: undefined });
}

function appNotFound(appID: string): KiiError {
	return new KiiError("APP_NOT_FOUND", `App with ID ${appID} was not found`, { appID });
}

/** @throws KiiError APP_NOT_FOUND (for a well-formed ID under the setting `apps: auto` only when there are `max-apps` already) */
export async function findApp(core: Core, appID: string): Promise<App> {
	const app = await read<App>(core, appKeyOf(appID));
	if (app !== undefined) return app;
	if (core.settings.apps === "fixed" || !appIDPattern.test(appID)) {
		throw appNotFound(appID);
	}
	const created = { ...wellKnownApp, appID };
	await withRoomForApp(core, appID, async () => {
		const isNew = await core.store.commit([inserted(appKeyOf(appID), created)]);
		if (isNew) core.log.info({ appID }, `app ${appID} was unknown and has been created (setting apps: auto)`);
		return isNew;
	});
	return created;
}

/** An app that is there, whatever the setting `apps`. @throws KiiError APP_NOT_FOUND */
export async function findKnownApp(core: Core, appID: string): Promise<App> {
	const app = await read<App>(core, appKeyOf(appID));
	if (app === undefined) throw new KiiError("APP_NOT_FOUND", `App with ID ${appID} was not found`, { appID });
	return app;
}

/** The app whose administrator has this client ID: for `/api/oauth2/token` without X-Kii-AppID. */
export async function findAppOfClient(core: Core, clientID: string): Promise<App | undefined> {
	const byID = await read<App>(core, appKeyOf(clientID));
	if (byID !== undefined) return byID;
	const apps = await core.store.list<App>("apps");
	return apps.find(({ value }) => value.clientID === clientID)?.value;
}
