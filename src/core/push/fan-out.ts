import type { Core } from "../context.ts";
import { otherRequests } from "../other-requests.ts";
import { type ForeignMessage, handOver, recordForeign } from "./hand-over.ts";
import type { Outgoing } from "./outgoing.ts";
import { type Subscriber, Subscribers } from "./subscribers.ts";
import { type Passenger, Travellers } from "./travellers.ts";

/** Subscribers served before other requests have their turn, and bytes handed to connections: about a millisecond. */
const aTurn = 16;
const bytesOfATurn = 262_144;
/** Messages handed over in a turn, about: each is an entry of the journal and a packet. */
const messagesOfATurn = 64;
/** Subscribers of a turn at the least, however much each of them gets. */
const leastOfATurn = 2;

/** Folders whose subscribers are remembered; the one not used for longest is forgotten. */
const mostFolders = 16;

/** What goes on in one emulator. */
interface Rounds {
	/** Messages that wait to be let in, by folder of subscribers. */
	readonly waiting: Map<string, Passenger[]>;
	readonly subscribers: Map<string, Subscribers>;
}

const roundsOf = new WeakMap<Core, Rounds>();

/**
 * Takes a message to everybody in a folder of subscribers. Messages to the same folder go round together: one that comes
 * while another is on its way gets in where that is, and goes on from the start to where it got in. So each subscriber
 * gets them in the order in which they were sent, and several of them in one write.
 */
export function fanOut(core: Core, folder: string, outgoing: Outgoing): Promise<void> {
	return new Promise((arrived, failed) => {
		const rounds = roundsOf.get(core) ?? { waiting: new Map(), subscribers: new Map() };
		roundsOf.set(core, rounds);
		const waiting = rounds.waiting.get(folder) ?? [];
		waiting.push({ outgoing, arrived, failed });
		if (rounds.waiting.has(folder)) return;
		rounds.waiting.set(folder, waiting);
		const subscribers = subscribersIn(core, rounds, folder, outgoing.appID);
		void goRound(core, outgoing.appID, subscribers, waiting, () => rounds.waiting.delete(folder));
	});
}

function subscribersIn(core: Core, { subscribers }: Rounds, folder: string, appID: string): Subscribers {
	const found = subscribers.get(folder) ?? new Subscribers(core, folder, appID);
	subscribers.delete(folder);
	subscribers.set(folder, found);
	for (const [oldest, forgotten] of subscribers) {
		if (subscribers.size <= mostFolders) break;
		subscribers.delete(oldest);
		forgotten.forget();
	}
	return found;
}

async function goRound(
	core: Core,
	appID: string,
	subscribers: Subscribers,
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
			const page = await subscribers.page(after, limit);
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

function subscribersOfATurn({ bytes, count }: Travellers): number {
	const most = Math.min(aTurn, Math.floor(bytesOfATurn / (bytes + 1)), Math.floor(messagesOfATurn / count));
	return Math.max(leastOfATurn, most);
}

/** Hands what travels to a page of subscribers. */
async function serve(core: Core, appID: string, page: readonly Subscriber[], travellers: Travellers): Promise<void> {
	const foreign: ForeignMessage[] = [];
	const done: Passenger[] = [];
	try {
		for (const { key, owner, owned, failure } of page) {
			done.push(...travellers.reach(key));
			if (travellers.count === 0) break;
			if (owned !== undefined) handOver(core, appID, owned, travellers.messages, foreign);
			else core.log.error({ err: failure, appID, owner }, "push message not delivered: please report it");
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
