import { ensureApp, wellKnownApp } from "../../src/core/app.ts";
import type { Core, CoreSettings } from "../../src/core/context.ts";
import type { Log } from "../../src/core/ports.ts";
import type { Caller } from "../../src/core/principal.ts";
import { issueToken, type TokenSubject } from "../../src/core/token.ts";
import { registerUser } from "../../src/core/user.ts";
import { createMemoryBlobs } from "../../src/store/memory-blobs.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import { createActivity } from "../../src/system/activity.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";
import { seededIds } from "../../src/system/random-ids.ts";
import { secrets } from "../../src/system/secrets.ts";
import { noServerCode } from "./no-server-code.ts";

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface TestCore extends Core {
	readonly clock: ManualClock;
	/** What was pushed, in order. */
	readonly pushed: { mqttTopic: string; payload: unknown }[];
	readonly disconnected: string[];
	/** Topics with a listening client. */
	readonly listening: Set<string>;
}

/** A core on a clock moved by hand, with identifiers from a seed and a push sink that remembers. */
export async function createTestCore(settings: Partial<CoreSettings> = {}): Promise<TestCore> {
	const pushed: TestCore["pushed"] = [];
	const disconnected: string[] = [];
	const listening = new Set<string>();
	const clock = new ManualClock();
	const ids = seededIds("test");
	let count = 0;
	const core: TestCore = {
		store: createMemoryStore(),
		blobs: createMemoryBlobs(),
		clock,
		clockOf: () => clock,
		elapsed: () => performance.now(),
		idsOf: () => ids,
		activity: createActivity(),
		secrets,
		log: silentLog,
		sequence: () => ++count,
		pushed,
		disconnected,
		listening,
		serverCode: noServerCode,
		push: {
			push(mqttTopic, payload) {
				if (!listening.has(mqttTopic)) return false;
				pushed.push({ mqttTopic, payload: JSON.parse(payload) });
				return true;
			},
			pushAll(mqttTopic, payloads) {
				if (!listening.has(mqttTopic)) return false;
				for (const payload of payloads) pushed.push({ mqttTopic, payload: JSON.parse(payload) });
				return true;
			},
			disconnect: (mqttTopic) => void disconnected.push(mqttTopic),
		},
		settings: {
			apps: "auto",
			checkAppKey: false,
			endpointTtl: 2_147_483_647,
			endpointNotReady: 0,
			missingFirmwareCode: "byThingType",
			untypedTraitCommands: "accept",
			endNodeCommandTarget: true,
			historyLimit: 10_000,
			maxApps: 10_000,
			maxObjects: 100_000,
			endpointAddress: (host) => ({ host, portTCP: 1883, portSSL: 8883, portWS: 12470, portWSS: 12473 }),
			...settings,
		},
	};
	await ensureApp(core, wellKnownApp);
	return core;
}

export const appID = wellKnownApp.appID;
export const anonymous: Caller = { appID, principal: { kind: "anonymous" }, reachedHost: "localhost" };

export async function callerOf(core: Core, subject: Exclude<TokenSubject, { kind: "anonymous" }>): Promise<Caller> {
	const { accessToken } = await issueToken(core, appID, subject);
	return { appID, principal: { ...subject, accessToken }, reachedHost: "localhost" };
}

/** A registered user and calls in its name. */
export async function newOwner(core: Core, loginName = "owner"): Promise<{ userID: string; caller: Caller }> {
	const { userID } = await registerUser(core, appID, { loginName }, "1234");
	return { userID, caller: await callerOf(core, { kind: "user", userID }) };
}
