import { onlyKnown } from "../only-known.ts";
import { type ClockControl, clockControl } from "./clock.ts";
import { type Expectations, expectations } from "./expectations.ts";
import { type FaultControl, faultControl } from "./faults.ts";
import { type JournalControl, type JournalSource, journalControl } from "./journal.ts";
import { type NewOwner, ownerMaker, type TestOwner } from "./test-owner.ts";
import { type ThingExpectations, thingExpectations } from "./thing-expectations.ts";

/** An app's keys. */
export interface AppKeys {
	readonly appID: string;
	readonly appKey: string;
	/** Client ID and secret of the app's administrator. */
	readonly clientID: string;
	readonly clientSecret: string;
}

/** An app to make: what is not given is random. */
export interface NewApp extends Partial<AppKeys> {
	/** Sections of a seed (docs/seed.md), which the app begins with and is put back to. */
	readonly seed?: JsonDocument;
}

/** What `GET /_emulator/health` says. */
export interface EmulatorHealth {
	readonly status: "ok" | "starting" | "closing";
	readonly version: string;
	/** Seconds since the start. */
	readonly uptime: number;
	readonly listeners: Readonly<Record<"http" | "https" | "tcp" | "tls" | "ws" | "wss", number>>;
	readonly pid: number;
	/** ISO 8601, of the system's clock. */
	readonly startedAt: string;
}

/** Where clients are told to connect; `*` is the host by which they came. */
export interface AdvertisedAddress {
	readonly host?: string;
	readonly portTCP?: number;
	readonly portSSL?: number;
	readonly portWS?: number;
	readonly portWSS?: number;
}

/** A JSON document that the emulator writes and reads. */
export type JsonDocument = Readonly<Record<string, unknown>>;

/** What can be done with one app, or with all. */
export interface Scoped extends Expectations, ThingExpectations {
	readonly journal: JournalControl;
	readonly faults: FaultControl;
	readonly clock: ClockControl;
	readonly seed: {
		/** The seed in force; an app's own. @throws ControlError NOT_FOUND when there is none */
		get(): Promise<JsonDocument>;
		/** Puts everything, or the app, back to this, now and at resets. @throws ControlError SEED_INVALID, which names the place in the document */
		set(seed: JsonDocument): Promise<void>;
		/** None from the next reset on. */
		delete(): Promise<void>;
	};
	readonly recorder: {
		start(): Promise<void>;
		/** The session since `start` as a seed. */
		stop(): Promise<JsonDocument>;
	};
	/** Back to the seed, or to nothing: data, sessions, journal, faults, clock. */
	reset(options?: { readonly keepConnections?: boolean }): Promise<ResetResult>;
}

export interface ResetResult {
	readonly apps: readonly string[];
	readonly connectionsClosed: number;
}

/** An app made for a test: nobody else's calls, journal, faults or clock come into its own. */
export interface TestApp extends AppKeys, Scoped, AsyncDisposable {
	/** Access token of the app's administrator. */
	readonly adminToken: string;
	/** Client ID, user name and password with which a device onboards over MQTT. */
	readonly onboardingCredentials: { readonly clientId: string; readonly username: string; readonly password: string };
	/** Calls Kii's API, as the administrator unless a token is given, and gives the JSON of the answer. @throws ControlError */
	call<T = unknown>(method: string, path: string, body?: unknown, options?: AppCallOptions): Promise<T>;
	/** Registers a user, who may own things and command them. @throws ControlError USER_ALREADY_EXISTS, INVALID_INPUT_DATA */
	newOwner(owner?: NewOwner): Promise<TestOwner>;
	/** Deletes the app and all that belongs to it. `await using` does. */
	delete(): Promise<void>;
}

export interface AppCallOptions {
	readonly token?: string;
	/** `application/json` by default. */
	readonly contentType?: string;
}

/** A running emulator, in this process or elsewhere. */
export interface EmulatorControl extends Scoped {
	/** Base URL of the HTTP API, without a slash at its end. */
	readonly url: string;
	health(): Promise<EmulatorHealth>;
	readonly apps: {
		list(): Promise<readonly AppKeys[]>;
		/** @throws ControlError APP_ALREADY_EXISTS, SEED_INVALID */
		create(app?: NewApp): Promise<AppKeys & { readonly adminToken: string }>;
		/** @throws ControlError APP_NOT_FOUND */
		get(appID: string): Promise<AppKeys>;
		delete(appID: string): Promise<void>;
	};
	/** Makes an app for a test; in milliseconds, so that each test has its own. */
	newApp(app?: NewApp): Promise<TestApp>;
	readonly advertised: {
		get(): Promise<AdvertisedAddress>;
		/** What the next MQTT endpoint or onboarding says; what is not given is as the settings have it. */
		set(address: AdvertisedAddress): Promise<AdvertisedAddress>;
		/** Back to the settings. */
		reset(): Promise<void>;
	};
	readonly snapshot: {
		/** All data, or an app's, as a document. */
		get(options?: { readonly app?: string }): Promise<JsonDocument>;
		/** Replaces all data. @throws ControlError SNAPSHOT_INVALID, with the data untouched */
		restore(snapshot: JsonDocument): Promise<void>;
		/** Has the emulator write one to its disk; resolves when it is there. */
		save(): Promise<{ readonly file: string; readonly bytes: number }>;
	};
}

export interface EmulatorControlOptions extends JournalSource {
	readonly url: string;
}

/** The control API as functions. */
export function emulatorControl(options: EmulatorControlOptions): EmulatorControl {
	const { call, url } = options;
	const create: EmulatorControl["apps"]["create"] = (app = {}) => call("POST", "/_emulator/apps", { body: app });
	const drop = async (appID: string) => {
		await call("DELETE", `/_emulator/apps/${encodeURIComponent(appID)}`);
	};
	return {
		url,
		...scoped(options, undefined),
		health: () => call("GET", "/_emulator/health"),
		apps: {
			list: async () => (await call<{ readonly apps: readonly AppKeys[] }>("GET", "/_emulator/apps")).apps,
			create,
			get: (appID) => call("GET", `/_emulator/apps/${encodeURIComponent(appID)}`),
			delete: drop,
		},
		async newApp(given) {
			const app = await create(given);
			const { appID, appKey, adminToken } = app;
			const callApp: TestApp["call"] = async (method, path, body, given = {}) => {
				onlyKnown(given, ["token", "contentType"], "option of call");
				const { token = adminToken, contentType = "application/json" } = given;
				const authorization = `Bearer ${token}`;
				if (body === undefined) return call(method, path, { headers: { authorization } });
				return call(method, path, { headers: { authorization, "content-type": contentType }, body });
			};
			return {
				...app,
				...scoped(options, appID),
				onboardingCredentials: {
					clientId: "anonymous",
					username: `type=oauth2&client_id=${appID}`,
					password: `client_secret=${appKey}`,
				},
				call: callApp,
				newOwner: ownerMaker(appID, callApp),
				delete: () => drop(appID),
				[Symbol.asyncDispose]: () => drop(appID).catch(ignoreGone),
			};
		},
		advertised: {
			get: () => call("GET", "/_emulator/advertised"),
			set: (address) => call("PUT", "/_emulator/advertised", { body: address }),
			reset: async () => {
				await call("DELETE", "/_emulator/advertised");
			},
		},
		snapshot: {
			get: async (options = {}) => {
				onlyKnown(options, ["app"], "option of snapshot.get");
				return call("GET", "/_emulator/snapshot", { query: { app: options.app } });
			},
			restore: async (snapshot) => {
				await call("PUT", "/_emulator/snapshot", { body: snapshot });
			},
			save: () => call("POST", "/_emulator/snapshot"),
		},
	};
}

function scoped(source: JournalSource, app: string | undefined): Scoped {
	const { call } = source;
	const journal = journalControl(source, app);
	const given = new Set<number>();
	const waits = expectations(journal, given);
	return {
		journal,
		...waits,
		...thingExpectations(waits),
		faults: faultControl(call, app),
		clock: clockControl(call, app),
		seed: {
			get: () => call("GET", "/_emulator/seed", { query: { app } }),
			set: async (seed) => {
				await call("PUT", "/_emulator/seed", { query: { app }, body: seed });
			},
			delete: async () => {
				await call("DELETE", "/_emulator/seed", { query: { app } });
			},
		},
		recorder: {
			start: async () => {
				await call("POST", "/_emulator/recorder/start", { query: { app } });
			},
			stop: () => call("POST", "/_emulator/recorder/stop", { query: { app } }),
		},
		reset: async (options = {}) => {
			onlyKnown(options, ["keepConnections"], "option of reset");
			const query = { app, ...(options.keepConnections ? { keepConnections: 1 } : {}) };
			return call("POST", "/_emulator/reset", { query });
		},
	};
}

/** A test may have deleted its app itself. */
function ignoreGone(error: { readonly status?: number }): void {
	if (error.status !== 404) throw error;
}
