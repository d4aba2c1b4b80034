import { setImmediate as nextTurn } from "node:timers/promises";
import type { Responder } from "../api-topics/responder.ts";
import type { Broker } from "../broker/broker.ts";
import { cancelAlarms } from "../core/alarms.ts";
import type { Core } from "../core/context.ts";
import type { Faults } from "../faults/faults.ts";
import type { HttpApi } from "../http/server.ts";
import type { OwnJournal } from "../journal/create-journal.ts";
import type { EmulatorClocks } from "../system/emulator-clock.ts";
import type { Listeners } from "./open-listeners.ts";

export interface Services {
	readonly time: EmulatorClocks;
	readonly core: Core;
	readonly api: HttpApi;
	readonly broker: Broker;
	readonly responder: Responder;
	readonly faults: Faults;
	readonly journal: OwnJournal;
}

/** Takes no more work, lets what is under way finish within `grace` milliseconds, then ends everything. Nothing changes any more `beforeStateCloses`. */
export async function shutDown(
	services: Services,
	listeners: Listeners | undefined,
	grace: number,
	beforeStateCloses: () => Promise<void> = async () => {},
): Promise<void> {
	const { time, core, api, broker, responder, faults, journal } = services;
	time.close();
	// What they hold up would have to be waited for.
	await faults.clear();
	journal.end();
	const closingHttp = listeners?.http.map((listener) => listener.close(grace)) ?? [];
	await Promise.all(listeners?.mqtt.map((listener) => listener.stopAccepting()) ?? []);
	await atMost(grace, responder.drain());
	await core.serverCode.close();
	// What is still unanswered has had its time.
	await broker.close(0);
	await Promise.all(listeners?.mqtt.map((listener) => listener.close()) ?? []);
	await Promise.all(closingHttp);
	await api.app.close();
	cancelAlarms(core);
	try {
		await beforeStateCloses();
	} finally {
		await core.store.close();
		await core.blobs.close();
	}
	// A server says that it is closed two turns before its handle has gone; who looks for open handles then finds none.
	await nextTurn();
	await nextTurn();
}

// Real time on purpose: a clock that a test holds still must not keep an emulator from closing.
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, milliseconds);
	});
	await Promise.race([work, timeout]);
	clearTimeout(timer);
}
