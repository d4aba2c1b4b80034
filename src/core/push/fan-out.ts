import type { Core } from "../context.ts";
import { type OwnedInstallation, ownedInstallations } from "../installation-records.ts";
import { otherRequests } from "../other-requests.ts";
import type { Entry } from "../ports.ts";
import type { TypedID } from "../typed-id.ts";
import { type ForeignMessage, handOver, recordForeign } from "./hand-over.ts";
import type { Outgoing } from "./outgoing.ts";
import { type Passenger, Travellers } from "./travellers.ts";

/** Subscribers served before other requests have their turn, and bytes handed to connections: about a millisecond. */
const aTurn = 16;
const bytesOfATurn = 262_144;
/** Subscribers of a turn at the least, however much each of them gets. */
const leastOfATurn = 8;

/** Messages that wait to be let in, by folder of subscribers. */
const roundsOf = new WeakMap<Core, Map<string, Passenger[]>>();

/**
 * Takes a message to everybody in a folder of subscribers. Messages to the same folder go round together: one that comes
 * while another is on its way gets in where that is, and goes on from the start to where it got in. So each subscriber
 * gets them in the order in which they were sent, and several of them in one write.
 */
export function fanOut(core: Core, folder: string, outgoing: Outgoing): Promise<void> {
	return new Promise((arrived, failed) => {
		const rounds = roundsOf.get(core) ?? new Map<string, Passenger[]>();
		roundsOf.set(core, rounds);
		const waiting = rounds.get(folder) ?? [];
		waiting.push({ outgoing, arrived, failed });
		if (rounds.has(folder)) return;
		rounds.set(folder, waiting);
		void goRound(core, folder, outgoing.appID, waiting, () => rounds.delete(folder));
	});
}

async function goRound(
	core: Core,
	folder: string,
	appID: string,
	waiting: Passenger[],
	ended: () => void,
): Promise<void> {
	const travellers = new Travellers();
	let after: string | undefined;
	try {
		for (;;) {
			if (travellers.count === 0) after = undefined;
			travellers.letIn(waiting, after);
			if (travellers.count === 0) return ended();
			const limit = subscribersOfATurn(travellers);
			const page = await core.store.list<TypedID>(folder, { limit, ...(after === undefined ? {} : { after }) });
			await serve(core, appID, page, travellers);
			after = page.at(-1)?.key;
			if (page.length < limit) {
				after = undefined;
				for (const { arrived } of travellers.reachEnd()) arrived();
			}
			if (travellers.count > 0 || waiting.length > 0) await nextTurn();
		}
	} catch (error) {
		ended();
		for (const { failed } of [...travellers.clear(), ...waiting]) failed(error);
	}
}

function subscribersOfATurn({ bytes }: Travellers): number {
	return Math.max(leastOfATurn, Math.min(aTurn, Math.floor(bytesOfATurn / (bytes + 1))));
}

/** Hands what travels to a page of subscribers. */
async function serve(
	core: Core,
	appID: string,
	page: readonly Entry<TypedID>[],
	travellers: Travellers,
): Promise<void> {
	const found = await Promise.allSettled(
		page.map(({ value }) => core.store.list<OwnedInstallation>(ownedInstallations(appID, value))),
	);
	const foreign: ForeignMessage[] = [];
	const done: Passenger[] = [];
	try {
		for (const [index, { key, value: owner }] of page.entries()) {
			done.push(...travellers.reach(key));
			if (travellers.count === 0) break;
			const owned = found[index];
			if (owned?.status === "fulfilled") handOver(core, appID, owned.value, travellers.messages, foreign);
			else core.log.error({ err: owned?.reason, appID, owner }, "push message not delivered: please report it");
		}
		await recordForeign(core, appID, foreign);
	} finally {
		for (const { arrived } of done) arrived();
	}
}

let turns = Promise.resolve();

/** One round at a time goes on in a turn of the event loop, however many topics have messages on their way. */
function nextTurn(): Promise<void> {
	turns = turns.then(otherRequests);
	return turns;
}
