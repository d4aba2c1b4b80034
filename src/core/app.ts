import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { inserted, read } from "./records.ts";

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

/** @throws KiiError APP_NOT_FOUND (never for a well-formed ID under the setting `apps: auto`) */
export async function findApp(core: Core, appID: string): Promise<App> {
	const app = await read<App>(core, appKeyOf(appID));
	if (app !== undefined) return app;
	if (core.settings.apps === "fixed" || !appIDPattern.test(appID)) {
		throw new KiiError("APP_NOT_FOUND", `App with ID ${appID} was not found`, { appID });
	}
	const created = { ...wellKnownApp, appID };
	await ensureApp(core, created);
	core.log.info({ appID }, `app ${appID} was unknown and has been created (setting apps: auto)`);
	return created;
}

/** The app whose administrator has this client ID: for `/api/oauth2/token` without X-Kii-AppID. */
export async function findAppOfClient(core: Core, clientID: string): Promise<App | undefined> {
	const byID = await read<App>(core, appKeyOf(clientID));
	if (byID !== undefined) return byID;
	const apps = await core.store.list<App>("apps");
	return apps.find(({ value }) => value.clientID === clientID)?.value;
}
