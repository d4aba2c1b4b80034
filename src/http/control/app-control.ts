import type { App } from "../../core/app.ts";

/** An app to make: what is missing is made at random. */
export interface NewApp extends Partial<App> {
	/** A seed document: its app of this ID, or its only one, is what the new app begins with and is put back to. */
	readonly seed?: unknown;
}

export interface ResetOptions {
	/** The app to reset; all apps without it. */
	readonly app?: string | undefined;
	/** Whether MQTT connections stay; by default they are closed. */
	readonly keepConnections?: boolean | undefined;
}

export interface ResetResult {
	/** IDs of the apps that are there now, or of the one that was reset. */
	readonly apps: readonly string[];
	readonly connectionsClosed: number;
}

/** Apps as namespaces, made, emptied and deleted while the emulator runs. */
export interface AppControl {
	/** `adminToken` is an access token of the app's administrator. @throws KiiError APP_ALREADY_EXISTS, SEED_INVALID */
	create(app?: NewApp): Promise<App & { readonly adminToken: string }>;
	list(): Promise<readonly App[]>;
	/** @throws KiiError APP_NOT_FOUND */
	get(appID: string): Promise<App>;
	/** With everything that belongs to it; its connections are closed. @throws KiiError APP_NOT_FOUND, OPERATION_NOT_ALLOWED for `emulator` */
	delete(appID: string): Promise<void>;
	/** Puts an app, or everything, back to how it was at the start or made. @throws KiiError APP_NOT_FOUND */
	reset(options?: ResetOptions): Promise<ResetResult>;
}
