import { setImmediate as nextTurn } from "node:timers/promises";
import type { Broker } from "../broker/broker.ts";
import type { Settings } from "../config.ts";
import { type App, createApp, deleteAppRecord, getApp, listApps, wellKnownApp } from "../core/app.ts";
import { forgetCreation, keepCreation } from "../core/app-creation.ts";
import { type NewState, replaceState } from "../core/clear-app.ts";
import { KiiError } from "../core/errors.ts";
import { mqttTopicsOf } from "../core/mqtt-endpoint.ts";
import { resume } from "../core/resume.ts";
import type { OnlineStatus } from "../core/things/online-status.ts";
import type { AppControl, ResetOptions, ResetResult } from "../http/control/app-control.ts";
import { onlyKnown } from "../only-known.ts";
import type { AppIds } from "../system/app-ids.ts";
import type { EmulatorClocks } from "../system/emulator-clock.ts";
import type { Sequence } from "../system/sequence.ts";
import { type ExclusiveDeps, exclusively } from "./exclusive.ts";
import { initialState } from "./initial-state.ts";
import { resetAll } from "./resettables.ts";
import type { SeedInForce } from "./seed-in-force.ts";

export interface AppControlDeps extends ExclusiveDeps {
	readonly settings: Settings;
	readonly broker: Pick<Broker, "closeConnections" | "connectedEndpoints" | "forgetMessages">;
	readonly onlineStatus: OnlineStatus;
	readonly sequence: Sequence;
	readonly appIds: AppIds;
	readonly time: Pick<EmulatorClocks, "atStart">;
	readonly seed: SeedInForce;
}

export interface StateReplacement {
	/** Puts `next` in the place of what an app or all have, then does `afterwards`, before anybody else is let in. */
	replace(appID: string | undefined, next: NewState, afterwards: () => Promise<void>): Promise<void>;
}

/** Makes, lists, empties and deletes apps, which are namespaces: nothing of one is seen by another. */
export function createAppControl(deps: AppControlDeps): AppControl & StateReplacement {
	const { core, gate, settings, broker, onlineStatus, resettables, sequence, appIds, time, seed } = deps;

	/**
	 * Puts `next` in the place of what an app or all have. The gate is shut.
	 * @param closes why connections are closed; undefined to keep them
	 * @returns how many connections were closed
	 */
	async function replace(appID: string | undefined, next: NewState, closes: string | undefined): Promise<number> {
		// Whoever has just been let in is a client by the next turn.
		await nextTurn();
		const topics = appID === undefined ? undefined : await topicsOf(appID);
		onlineStatus.forget(topics);
		let closed = 0;
		if (closes !== undefined) {
			gate.nextEpoch(appID);
			closed = broker.closeConnections(appID, `${appID === undefined ? "the emulator" : `app ${appID}`} ${closes}`);
		}
		await onlineStatus.settled();
		broker.forgetMessages(topics);
		await replaceState(core, appID, next);
		return closed;
	}

	async function topicsOf(appID: string): Promise<string[]> {
		const connected = broker.connectedEndpoints(appID).map(({ mqttTopic }) => mqttTopic);
		return [...(await mqttTopicsOf(core, appID)), ...connected];
	}

	async function reset(options: ResetOptions = {}): Promise<ResetResult> {
		onlyKnown(options, ["app", "keepConnections"], "option of reset");
		const { app: appID, keepConnections = false } = options;
		const app = appID === undefined ? undefined : await getApp(core, appID);
		// What it begins with has the identifiers and the time of a start.
		const freshIds = appIds.again();
		const startCore = { ...core, idsOf: freshIds.of, clockOf: () => time.atStart(appID) };
		const next = await initialState(startCore, settings, seed.document, app);
		return exclusively(deps, appID, async () => {
			// It may have been deleted meanwhile.
			if (appID !== undefined) await getApp(core, appID);
			const connectionsClosed = await replace(appID, next, keepConnections ? undefined : "is reset");
			await resetAll(resettables, appID);
			sequence.follow(next.sequence);
			appIds.follow(freshIds, appID);
			await resume(
				core,
				next.records.map((record) => ({ ...record, version: 1 })),
				appID,
			);
			// What is connected still is, and the things that are there again are online.
			for (const { appID: ofApp, mqttTopic, owner } of broker.connectedEndpoints(appID)) {
				if (owner !== undefined) onlineStatus.connected(ofApp, mqttTopic, owner);
			}
			await onlineStatus.settled();
			const apps = appID === undefined ? (await listApps(core)).map((each) => each.appID) : [appID];
			core.log.info(
				{ apps, connectionsClosed },
				appID === undefined ? "everything was reset" : `app ${appID} was reset`,
			);
			return { apps, connectionsClosed };
		});
	}

	async function remove(appID: string): Promise<void> {
		if (appID === wellKnownApp.appID) {
			throw new KiiError("OPERATION_NOT_ALLOWED", `App ${appID} is always there: it can be reset, not deleted`, {
				appID,
			});
		}
		await getApp(core, appID);
		await exclusively(deps, appID, async () => {
			// Somebody else may have deleted it while this one waited.
			await getApp(core, appID);
			await replace(appID, { records: [], blobs: [] }, "is deleted");
			await resetAll(resettables, appID);
			await deleteAppRecord(core, appID);
			await forgetCreation(core, appID);
		});
	}

	return {
		async create({ seed: own, ...given } = {}) {
			onlyKnown(given, ["appID", "appKey", "clientID", "clientSecret"], "field of a new app");
			// Before there is an app: nothing is left of one whose seed cannot be.
			if (own !== undefined) await seed.check(core, own, given.appID ?? "new");
			const app: App = await createApp(core, given);
			const adminToken = await keepCreation(core, app, own);
			if (own !== undefined) {
				await reset({ app: app.appID }).catch(async (error: unknown) => {
					await remove(app.appID);
					throw error;
				});
			}
			return { ...app, adminToken };
		},
		list: () => listApps(core),
		get: (appID) => getApp(core, appID),
		async replace(appID, next, afterwards) {
			// Clock, faults, journal and recorder belong to the test, which goes on: they stay as they are.
			await exclusively({ ...deps, resettables: [] }, appID, async () => {
				await replace(appID, next, "is replaced by a snapshot");
				await afterwards();
			});
		},
		reset,
		delete: remove,
	};
}
