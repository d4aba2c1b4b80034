import type { Entry } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { Match } from "../journal/match.ts";
import { matches } from "../journal/matches.ts";
import { type Bench, DeviceMissing, type DeviceSession, type DeviceSettings } from "./bench.ts";
import type { Profile, Transport } from "./case.ts";
import type { Mark } from "./evidence.ts";
import { findSession, ownConnections } from "./find-session.ts";
import { openSessions } from "./open-sessions.ts";
import { commandDevice, deleteInstallation, readCommand } from "./owner.ts";
import type { DeviceProgram, Stand } from "./stand.ts";

export interface BenchOptions {
	readonly stand: Stand;
	readonly program: DeviceProgram | undefined;
	readonly transport: Transport;
	readonly profile: Profile;
	readonly settings: DeviceSettings;
}

/** A bench for one case. */
export interface CaseBench extends Bench {
	readonly marks: readonly Mark[];
	/** `seq` of the newest entry when the case began. */
	readonly began: number;
	/** Takes back everything that the case has set. */
	tidy(): Promise<void>;
}

/**
 * Where in a journal the device was started anew last. What began before is over, but the end of a program's connections may be seen later
 * than that of the program.
 */
const startedAnew = new WeakMap<Journal, number>();

/** What a session begins with. */
const subscribed: Match = { kind: "mqtt", direction: "out", type: "suback" };

export function createBench({ stand, program, transport, profile, settings }: BenchOptions): CaseBench {
	const { journal, clock } = stand;
	const marks: Mark[] = [];
	let advertises = false;
	let frames = false;
	const faults = new Set<string>();
	const began = position();

	function position(): number {
		return journal.page({ since: Number.MAX_SAFE_INTEGER }).next - 1;
	}

	const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, milliseconds));

	function until(match: Match, { after = position(), within = settings.patience } = {}): Promise<Entry | undefined> {
		return new Promise((resolve) => {
			const end = (entry: Entry | undefined) => {
				timer.cancel();
				subscription.close();
				resolve(entry);
			};
			const timer = clock.setTimeout(() => end(undefined), within);
			const subscription = journal.subscribe({ since: after + 1 }, (entry) => {
				if (entry.kind !== "gap" && !stand.isOfRunner(entry) && matches(match, entry)) end(entry);
			});
		});
	}

	async function sessionAfter(after: number): Promise<DeviceSession> {
		const end = clock.now() + settings.patience;
		for (;;) {
			const session = current(after);
			if (session !== undefined) return session;
			const within = end - clock.now();
			if (within <= 0) throw new DeviceMissing(`no session of the device within ${settings.patience} ms`);
			await until(subscribed, { within });
		}
	}

	const session = () => sessionAfter(0);
	const current = (after = 0) => findSession(openSessions(journal), Math.max(after, startedAnew.get(journal) ?? 0));

	return {
		transport,
		profile,
		settings,
		marks,
		began,
		now: () => clock.now(),
		wait,
		until,
		seen: (match, after) => journal.entries({ since: after + 1, match }).find((entry) => !stand.isOfRunner(entry)),
		position,
		session,
		sessionAfter,
		async restart() {
			if (program !== undefined) await program.restart();
			// Attempts that were not let in, too.
			else for (const connection of ownConnections(openSessions(journal))) stand.disconnect(connection, "close");
			startedAnew.set(journal, position());
		},
		async fault(rule) {
			const id = await stand.addFault(rule);
			faults.add(id);
			return {
				async remove() {
					if (faults.delete(id)) await stand.removeFault(id);
				},
				release: () => stand.releaseFault(id),
			};
		},
		disconnect(how = "close") {
			const open = current();
			if (open !== undefined) stand.disconnect(open.connection, how);
		},
		async command(actions = settings.actions, schema = settings.schema) {
			const { mqttTopic } = await session();
			return commandDevice(stand, mqttTopic, { actions, schema, schemaVersion: settings.schemaVersion });
		},
		async readCommand(commandID) {
			const { mqttTopic } = await session();
			return readCommand(stand, mqttTopic, commandID);
		},
		async push(payload, topic) {
			const { connection, mqttTopic } = await session();
			stand.publish(connection, topic ?? mqttTopic, [payload]);
		},
		async pushTogether(payloads) {
			const { connection, mqttTopic } = await session();
			stand.publish(connection, mqttTopic, payloads);
		},
		endpointTtl: (seconds) => stand.endpointTtl(seconds),
		async retireEndpoint() {
			const open = current();
			if (open !== undefined) await deleteInstallation(stand, open.mqttTopic);
		},
		async advertise(address) {
			advertises = true;
			await stand.advertise(address, transport);
		},
		otherPort: () => stand.otherPort(transport),
		frame(how) {
			frames = true;
			stand.frame(how);
		},
		async pingFrame() {
			stand.pingFrame((await session()).connection);
		},
		async closeFrame(code) {
			stand.closeFrame((await session()).connection, code);
		},
		mark(name) {
			marks.push({ name, time: clock.now(), seq: position() });
		},
		async tidy() {
			for (const id of faults) await stand.removeFault(id);
			faults.clear();
			stand.endpointTtl(undefined);
			if (advertises) await stand.advertise({}, transport);
			if (frames) stand.frame("whole");
		},
	};
}
