import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allCases } from "./conformance/all-cases.ts";
import { DeviceMissing, type DeviceSession, type DeviceSettings } from "./conformance/bench.ts";
import type { Ability, Case, Profile, Transport } from "./conformance/case.ts";
import { createBench } from "./conformance/create-bench.ts";
import { detectAbilities } from "./conformance/detect-abilities.ts";
import { missingReason, unjudged } from "./conformance/missing-device.ts";
import { clientsOfThing, type IsDevice, onlyDevice } from "./conformance/only-device.ts";
import { type CaseResult, overallVerdict, type Report } from "./conformance/result.ts";
import { runCases } from "./conformance/run-cases.ts";
import { type Selection, selectCases } from "./conformance/select-cases.ts";
import type { Stand } from "./conformance/stand.ts";
import { stoppableClock } from "./conformance/stoppable-clock.ts";
import { checkConformanceOptions } from "./emulator/check-conformance-options.ts";
import { deviceEnvironment } from "./emulator/device-environment.ts";
import { createDeviceProgram, type RunningDevice } from "./emulator/device-program.ts";
import { holdConnections } from "./emulator/hold-connections.ts";
import { issueEndpoint } from "./emulator/issue-endpoint.ts";
import { createOtherPorts, type OtherPorts } from "./emulator/other-ports.ts";
import { standOf } from "./emulator/stand.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
import type { Entry } from "./journal/entry.ts";
import { version } from "./version.ts";

/** What happens, for who watches. */
export type ConformanceProgress =
	/** The device may come; `env` is what a program of it would have in its environment. */
	| { readonly kind: "ready"; readonly emulator: Emulator; readonly env: Readonly<Record<string, string>> }
	| { readonly kind: "device"; readonly clientID: string; readonly transport: Transport }
	| { readonly kind: "begin"; readonly case: Case; readonly index: number; readonly total: number }
	| { readonly kind: "result"; readonly result: CaseResult; readonly index: number; readonly total: number };

export interface ConformanceOptions extends Selection {
	/** What the device is measured by; `kii` by default. */
	readonly profile?: Profile | undefined;
	/** By default the one by which the device comes; `tcp` for a `command`. */
	readonly transport?: Transport | undefined;
	/** Milliseconds to wait for what the device does by itself, such as to come, or to come back; 120 000 by default. */
	readonly timeout?: number | undefined;
	/** Only a device that is the thing of this vendorThingID. */
	readonly vendorThingID?: string | undefined;
	/** Only a device of this client ID. By default the first one that comes. */
	readonly clientID?: string | undefined;
	/** A line for the shell that runs the device; it is started, restarted and stopped with all that it has started. */
	readonly command?: string | undefined;
	/** What the device can do; by default what is seen of it. */
	readonly abilities?: readonly Ability[] | undefined;
	/** A command that the device knows; by default `[{ turnPower: { power: true } }]` of schema `lamp`, version 1. */
	readonly actions?: readonly unknown[] | undefined;
	readonly schema?: string | undefined;
	readonly schemaVersion?: number | undefined;
	/** Another name or address by which the device reaches this machine; replies will name it. */
	readonly otherHost?: string | undefined;
	/** Milliseconds for a command's result; 10 000 by default. */
	readonly resultWithin?: number | undefined;
	/** Of the emulator, which is there for this run only. */
	readonly emulator?: EmulatorOptions;
	onProgress?(progress: ConformanceProgress): void;
	readonly signal?: AbortSignal;
}

const defaultTimeout = 120_000;
const issuedThing = "conformance-client";

/**
 * Starts an emulator, waits for a device, takes it through the cases, and ends everything that it has started.
 * @throws UnknownCase; SettingError of an option, or of the emulator; the signal's reason
 */
export async function runConformance(options: ConformanceOptions = {}): Promise<Report> {
	checkConformanceOptions(options);
	const cases = selectCases(allCases, options);
	const { signal } = options;
	signal?.throwIfAborted();
	const connections = holdConnections();
	const emulator = await createEmulator(
		{ journalEntries: 100_000, ...options.emulator, journal: true },
		{ wires: [connections.openWire] },
	);
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-conform-"));
	const startedAt = Date.now();
	let program: RunningDevice | undefined;
	let stop = () => {};
	let otherPorts: OtherPorts | undefined;
	try {
		otherPorts = createOtherPorts(emulator, options.emulator?.host ?? "localhost");
		const whole = await standOf(emulator, connections, otherPorts);
		const clock = stoppableClock(whole.clock);
		stop = clock.stop;
		const stand = ofDevice({ ...whole, clock }, options);
		const caFile = join(folder, "ca.pem");
		await writeFile(caFile, emulator.ca);
		const env = deviceEnvironment({
			emulator,
			transport: options.transport ?? "tcp",
			endpoint: await issueEndpoint(emulator, issuedThing),
			caFile,
			vendorThingID: options.vendorThingID ?? "conformance-device",
		});
		options.onProgress?.({ kind: "ready", emulator, env });
		if (options.command !== undefined) program = createDeviceProgram({ command: options.command, env });
		const run = walk({ options, cases, stand, program });
		const { results, transport, clientID } = await (signal === undefined ? run : untilAborted(run, signal));
		return {
			emulatorVersion: version,
			profile: options.profile ?? "kii",
			transport,
			device: options.command ?? options.vendorThingID ?? clientID ?? "a device that did not come",
			startedAt,
			durationMs: Date.now() - startedAt,
			results,
			verdict: overallVerdict(results),
		};
	} finally {
		stop();
		otherPorts?.close();
		await program?.stop();
		await emulator.close(0);
		await rm(folder, { recursive: true, force: true });
	}
}

interface Walk {
	readonly options: ConformanceOptions;
	readonly cases: readonly Case[];
	readonly stand: Stand;
	readonly program: RunningDevice | undefined;
}

interface Walked {
	readonly results: CaseResult[];
	readonly transport: Transport;
	readonly clientID?: string;
}

async function walk({ options, cases, stand, program }: Walk): Promise<Walked> {
	const { profile = "kii", command, onProgress, signal } = options;
	const wanted = options.transport ?? (command === undefined ? undefined : "tcp");
	const settings = settingsOf(options);
	const benchOptions = { stand, program, profile, settings, transport: wanted ?? "tcp" };
	const bench = createBench(benchOptions);
	const total = cases.length;
	const notJudged = (reason: string, seen: readonly Entry[]) => {
		const results = unjudged(cases, reason, seen, stand.clock.now());
		for (const [index, result] of results.entries()) onProgress?.({ kind: "result", result, index, total });
		return results;
	};
	const seen = () => stand.journal.entries().filter((entry) => !stand.isOfRunner(entry));
	program?.ensure();
	let session: DeviceSession;
	try {
		session = await firstSession(bench.session(), program, settings.patience);
	} catch (error) {
		if (!(error instanceof DeviceMissing)) throw error;
		return { results: notJudged(missingReason(error.message, seen()), seen()), transport: benchOptions.transport };
	}
	const transport = listenerOf(stand, session);
	const clientID = session.mqttTopic;
	onProgress?.({ kind: "device", clientID, transport });
	if (wanted !== undefined && wanted !== transport) {
		const reason = `the device has connected by ${transport}, and not by ${wanted} as was asked for`;
		return { results: notJudged(reason, seen()), transport: wanted, clientID };
	}
	const abilities =
		options.abilities === undefined ? await detectAbilities(bench, session) : new Set(options.abilities);
	if (program !== undefined) abilities.add("starts");
	let index = 0;
	const results = await runCases({
		...benchOptions,
		transport,
		cases,
		abilities,
		...(signal === undefined ? {} : { signal }),
		onBegin(which) {
			program?.ensure();
			onProgress?.({ kind: "begin", case: which, index, total });
		},
		onResult(result) {
			onProgress?.({ kind: "result", result, index, total });
			index++;
		},
	});
	return { results, transport, clientID };
}

/** @throws DeviceMissing, at once when the program has failed before its device came */
async function firstSession(
	coming: Promise<DeviceSession>,
	program: RunningDevice | undefined,
	patience: number,
): Promise<DeviceSession> {
	const arrived = coming.catch((error) => {
		if (!(error instanceof DeviceMissing)) throw error;
		const account = program?.ended() ?? program?.said();
		const known = account === undefined ? "" : `; ${account}`;
		throw new DeviceMissing(`no device has connected and subscribed within ${patience / 1000} s${known}`);
	});
	if (program === undefined) return arrived;
	arrived.catch(() => {});
	const failed = program.failed.then((how) => {
		throw new DeviceMissing(how);
	});
	failed.catch(() => {});
	return Promise.race([arrived, failed]);
}

function ofDevice(stand: Stand, { clientID, vendorThingID }: ConformanceOptions): Stand {
	let isDevice: IsDevice | undefined;
	if (clientID !== undefined) isDevice = (given) => given === clientID;
	else if (vendorThingID !== undefined) isDevice = clientsOfThing(stand, vendorThingID);
	return isDevice === undefined ? stand : onlyDevice(stand, isDevice);
}

function settingsOf(options: ConformanceOptions): DeviceSettings {
	return {
		patience: options.timeout ?? defaultTimeout,
		schema: options.schema ?? "lamp",
		schemaVersion: options.schemaVersion ?? 1,
		actions: options.actions ?? [{ turnPower: { power: true } }],
		resultWithin: options.resultWithin ?? 10_000,
		otherHost: options.otherHost,
		address: options.otherHost !== undefined && isIP(options.otherHost) !== 0 ? options.otherHost : "127.0.0.1",
	};
}

function listenerOf(stand: Stand, { connection }: DeviceSession): Transport {
	const entry = stand.journal.entries({ connection }).find(({ listener }) => listener !== undefined);
	return (entry?.listener ?? "tcp") as Transport;
}

/** @throws the signal's reason */
async function untilAborted<T>(run: Promise<T>, given: AbortSignal): Promise<T> {
	// One signal may stop many runs, and Node warns of more than ten listeners.
	const signal = AbortSignal.any([given]);
	let abort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		abort = () => reject(signal.reason);
		signal.addEventListener("abort", abort);
	});
	run.catch(() => {});
	try {
		if (signal.aborted) abort();
		return await Promise.race([run, aborted]);
	} finally {
		signal.removeEventListener("abort", abort);
	}
}
