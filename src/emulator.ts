import { randomBytes } from "node:crypto";
import { createResponder } from "./api-topics/responder.ts";
import { createBroker } from "./broker/broker.ts";
import { renewAlarms } from "./core/alarms.ts";
import { getApp, wellKnownApp } from "./core/app.ts";
import { isErrorCode } from "./core/errors.ts";
import { openMqttSession } from "./core/mqtt-session.ts";
import { createOnlineStatus } from "./core/things/online-status.ts";
import { createAdvertised } from "./emulator/advertised.ts";
import { createAppControl } from "./emulator/app-control.ts";
import { createAppGate, throughGate } from "./emulator/app-gate.ts";
import { beginWithSeed } from "./emulator/begin-with-seed.ts";
import { createCertifier } from "./emulator/certifier.ts";
import { checkExportFile } from "./emulator/check-export-file.ts";
import { createAppIds } from "./emulator/create-app-ids.ts";
import { createCore } from "./emulator/create-core.ts";
import { createLog } from "./emulator/create-log.ts";
import { dispatchTo, inProcessCaller, resetInProcess } from "./emulator/dispatch.ts";
import { faultWire } from "./emulator/fault-wire.ts";
import { gatedActivity } from "./emulator/gated-activity.ts";
import { inspectTls } from "./emulator/inspect-tls.ts";
import { rememberInternals } from "./emulator/internals.ts";
import { networkGate } from "./emulator/network-gate.ts";
import { openListeners } from "./emulator/open-listeners.ts";
import { inspectState, openState } from "./emulator/open-state.ts";
import type { Ports } from "./emulator/ports.ts";
import { recordRefused } from "./emulator/record-refused.ts";
import type { Resettable } from "./emulator/resettables.ts";
import type { Emulator, EmulatorHooks, EmulatorOptions } from "./emulator/running-emulator.ts";
import { createRecorder, createSeedControl } from "./emulator/seed-control.ts";
import { createSeedInForce } from "./emulator/seed-in-force.ts";
import { settingsOf } from "./emulator/settings-of.ts";
import { createShownCertificates } from "./emulator/shown-certificates.ts";
import { shutDown } from "./emulator/shut-down.ts";
import { createSnapshots } from "./emulator/snapshots.ts";
import { urlsOf } from "./emulator/urls.ts";
import { createOpenWire } from "./emulator/wire.ts";
import { createFaults } from "./faults/faults.ts";
import type { Health } from "./http/context.ts";
import type { EmulatorControl } from "./http/control/emulator-control.ts";
import { createEventStream } from "./http/control/events.ts";
import { createControlGuard } from "./http/control/guard.ts";
import { buildHttp } from "./http/server.ts";
import { createJournal } from "./journal/create-journal.ts";
import { createActivity } from "./system/activity.ts";
import { createEmulatorClock } from "./system/emulator-clock.ts";
import { createSequence } from "./system/sequence.ts";
import { systemClock } from "./system/system-clock.ts";
import { version } from "./version.ts";

export type { Emulator, EmulatorHooks, EmulatorOptions } from "./emulator/running-emulator.ts";

/**
 * Starts an emulator in this process. Other than on the command line, every port is a free one and nothing is logged
 * unless told otherwise.
 * @throws SettingError for a setting that cannot be, or a port or file that is not to be had
 */
export async function createEmulator(options: EmulatorOptions = {}, hooks: EmulatorHooks = {}): Promise<Emulator> {
	const { clock = systemClock, ids, log: ownLog, seedIds, ...given } = options;
	const settings = settingsOf({ ...given, seedIds: seedIds === undefined ? undefined : `${seedIds}` });
	const log = ownLog ?? (await createLog(settings));
	const startedAt = performance.now();
	const since = new Date().toISOString();
	const activity = createActivity();
	const appIds = createAppIds(settings.seedIds, ids);
	const seed = await createSeedInForce(settings);
	// All that `data-dir` holds is looked at before anything in it is changed.
	await checkExportFile(settings);
	await inspectState(settings);
	const makeTls = await inspectTls(settings, clock, log);
	const state = await openState(settings, log);
	if (state.resumed) state.counter.generation = appIds.goOn(state.counter.generation);
	const gate = createAppGate();
	const sequence = createSequence(state.counter);
	const time = createEmulatorClock({
		base: clock,
		activity,
		onSetBack: (appID) => renewAlarms(core, appID),
	});
	// Before everything else: keys take their time, and other threads make them.
	const loadingTls = makeTls();
	loadingTls.catch(() => {}); // awaited below; it may fail before that

	let ports: Ports | undefined;
	let status: Health["status"] = "starting";
	let ca = "";
	const certifier = createCertifier({ settings, clock, log });
	const advertised = createAdvertised({ settings, ports: () => ports, certify: certifier.certify });
	const journal = createJournal({
		isOn: settings.journal,
		entries: settings.journalEntries,
		bytes: settings.journalBytes,
		payload: settings.journalPayload,
		now: (appID) => core.clockOf(appID).now(),
		log,
	});
	const core = await createCore({
		state,
		settings,
		clockOf: time.clockOf,
		idsOf: appIds.of,
		activity: gatedActivity(gate, activity),
		sequence,
		log,
		endpointAddress: advertised.addressFor,
		push: {
			push(topic, payload, from) {
				const delivered = broker.push(topic, payload);
				journal.push({ app: from?.appID, topic, payload, delivered, owner: from?.owner });
				return delivered;
			},
			pushAll(topic, payloads, from) {
				const delivered = broker.pushAll(topic, payloads);
				for (const payload of payloads) {
					journal.push({ app: from?.appID, topic, payload, delivered, owner: from?.owner });
				}
				return delivered;
			},
			disconnect: (mqttTopic, reason) => broker.disconnect(mqttTopic, reason),
		},
	})
		.then(async (made) => {
			if (!state.resumed) await beginWithSeed(made, settings, seed, sequence);
			return made;
		})
		.catch(async (error) => {
			await state.store.close();
			throw error;
		});
	const recorder = createRecorder(core);
	const faults = createFaults({
		ids: appIds.of(),
		realTime: systemClock,
		clockOf: core.clockOf,
		knowsApp: (appID) => getApp(core, appID).then(Boolean, () => false),
		whyNoCertificate: (kind) => shown.whyNot(kind),
		isErrorCode,
		routes: () => api.routes,
	});
	const shown = createShownCertificates({ settings, clock, faults });
	const clearFaults = (appID: string | undefined) => faults.clear(appID);
	const resettables: Resettable[] = [
		{ name: "order of records", reset: (appID) => sequence.reset(appID) },
		{ name: "faults", release: clearFaults, reset: clearFaults },
		{ name: "clock", reset: (appID) => time.restart(appID) },
		{ name: "recorder", reset: (appID) => (appID === undefined ? recorder.forget() : undefined) },
		{ name: "journal", reset: (appID) => journal.clear(appID) },
	];
	const uptime = () => Math.floor((performance.now() - startedAt) / 1000);
	const ownToken = randomBytes(24).toString("base64url");
	const controlGuard = createControlGuard({
		...settings,
		ownToken,
		ownHosts: () => [settings.host, advertised.host()],
	});
	const api = await buildHttp({
		core,
		clock: time.control,
		log,
		journal,
		maxBodySize: settings.maxBodySize,
		maxObjectBody: settings.maxObjectBody,
		gate,
		control: () => control,
		transportCaller: inProcessCaller,
		resetTransport: resetInProcess,
		faults,
		preferHeader: settings.preferHeader,
		controlGuard,
		health: () => ({ status, version, uptime: uptime(), listeners: { ...ports }, pid: process.pid, startedAt: since }),
		ca: () => ca,
	});
	const responder = createResponder({
		dispatch: dispatchTo(api.app),
		activity,
		log,
		epochOf: gate.epoch,
		onRefused: recordRefused(journal),
	});
	const onlineStatus = createOnlineStatus(core);
	const broker = await createBroker({
		clockOf: time.clockOf,
		realTime: systemClock,
		log,
		settings: { ...settings, connectTimeout: settings.connectTimeout * 1000 },
		authenticate: (credentials) =>
			activity.run(undefined, () => throughGate(gate, undefined, () => openMqttSession(core, credentials))),
		handleRequest: (request) => responder.handle(request),
		openWire: createOpenWire(journal, [...(hooks.isBare ? [] : [faultWire(faults, core)]), ...(hooks.wires ?? [])]),
		onConnected(grant) {
			if (grant.kind !== "endpoint" || grant.owner === undefined) return;
			onlineStatus.connected(grant.appID, grant.mqttTopic, grant.owner);
		},
		onDisconnected(grant) {
			if (grant.kind === "endpoint") onlineStatus.disconnected(grant.appID, grant.mqttTopic);
		},
	});
	const apps = createAppControl({
		core,
		gate,
		resettables,
		settings,
		broker,
		onlineStatus,
		sequence,
		appIds,
		time,
		seed,
	});
	const snapshots = createSnapshots({ core, settings, counter: state.counter, appIds, replace: apps.replace });
	const control: EmulatorControl = {
		apps,
		advertised,
		seed: createSeedControl(core, apps, seed),
		recorder,
		snapshot: snapshots,
	};
	const services = { time, core, api, broker, responder, faults, journal };
	try {
		if (settings.import !== undefined) await snapshots.importFile(settings.import);
		const normalTls = await loadingTls;
		ca = normalTls.ca;
		const tls = await shown.use(normalTls);
		const onConnection = broker.attach;
		const upgrades = createEventStream({ core, journal, controlGuard, log });
		const listeners = await openListeners({
			settings,
			app: api.app,
			tls,
			log,
			upgrades,
			onConnection,
			onAccepted: shown.beforeHandshake,
			onFailedHandshake: journal.failedHandshake,
			onRefusedUpgrade: journal.refusedUpgrade,
			gate: hooks.isBare ? undefined : networkGate(faults, journal),
		});
		ports = listeners.ports;
		shown.serve(listeners);
		certifier.serve(normalTls, shown);
		status = "ok";
		const urls = urlsOf(settings.host, ports);
		let closing: Promise<void> | undefined;
		const close = (grace = 2000) => {
			status = "closing";
			closing ??= shutDown(services, listeners, grace, snapshots.exportAtExit);
			return closing;
		};
		const emulator: Emulator = {
			settings,
			ports,
			url: urls.http,
			urls,
			ca,
			clock: time.control,
			app: wellKnownApp,
			apps,
			reset: (options) => apps.reset(options),
			advertised,
			faults,
			seed: control.seed,
			recorder,
			journal,
			snapshot: snapshots.inProcess,
			close,
			[Symbol.asyncDispose]: () => close(),
		};
		rememberInternals(emulator, { core, broker, api, listeners: listeners.mqtt, ownToken });
		return emulator;
	} catch (error) {
		await shutDown(services, undefined, 0);
		throw error;
	}
}
