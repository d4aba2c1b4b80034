import type { Core } from "../context.ts";
import { type OwnedInstallation, ownedInstallations, ownedInstallationsOf } from "../installation-records.ts";
import type { Entry } from "../ports.ts";
import type { TypedID } from "../typed-id.ts";

export interface Subscriber {
	/** Of its record in the folder of subscribers. */
	readonly key: string;
	readonly owner: TypedID;
	/** Undefined when they could not be read: `failure` says why. */
	readonly owned: readonly OwnedInstallation[] | undefined;
	readonly failure?: unknown;
}

/** What is known of a folder after everybody in it was looked up. */
interface Known {
	/** In the order of their keys. */
	readonly subscribers: readonly Subscriber[];
	/** Those before it were served last, most often. */
	next: number;
}

/**
 * The subscribers in a folder and their installations, page by page. Looking up 10,000 takes longer than handing them a
 * message: once all of them were looked up they are known, until a subscription or an installation of the app changes.
 */
export class Subscribers {
	readonly #core: Core;
	readonly #folder: string;
	readonly #appID: string;
	#found: Subscriber[] | undefined;
	#known: Known | undefined;
	#stopWatching = () => {};

	constructor(core: Core, folder: string, appID: string) {
		this.#core = core;
		this.#folder = folder;
		this.#appID = appID;
	}

	/** At most `limit` of them behind a key; from the first without one. Known ones are there at once. */
	page(after: string | undefined, limit: number): readonly Subscriber[] | Promise<readonly Subscriber[]> {
		return this.#known === undefined ? this.#lookUp(after, limit) : pageOf(this.#known, after, limit);
	}

	forget(): void {
		this.#stopWatching();
		this.#found = this.#known = undefined;
	}

	async #lookUp(after: string | undefined, limit: number): Promise<readonly Subscriber[]> {
		const { store } = this.#core;
		if (after === undefined) this.#beginWatching();
		const found = this.#found;
		const entries = await store.list<TypedID>(this.#folder, { limit, ...(after === undefined ? {} : { after }) });
		const owned = await Promise.allSettled(
			entries.map(({ value }) => store.list<OwnedInstallation>(ownedInstallations(this.#appID, value))),
		);
		const page = entries.map(({ key, value: owner }, index): Subscriber => {
			const outcome = owned[index];
			if (outcome?.status === "fulfilled")
				return { key, owner, owned: outcome.value.map(({ value }: Entry<OwnedInstallation>) => value) };
			return { key, owner, owned: undefined, failure: outcome?.reason };
		});
		// Else something has changed meanwhile.
		if (found !== undefined && found === this.#found) this.#add(found, page, page.length < limit);
		return page;
	}

	#beginWatching(): void {
		this.forget();
		this.#found = [];
		const prefixes = [this.#folder, ownedInstallationsOf(this.#appID)];
		this.#stopWatching = this.#core.store.onceChanged(prefixes, () => {
			this.#found = this.#known = undefined;
		});
	}

	#add(found: Subscriber[], page: readonly Subscriber[], isLast: boolean): void {
		if (page.some(({ owned }) => owned === undefined)) {
			this.forget();
			return;
		}
		for (const each of page) found.push(each);
		if (!isLast) return;
		this.#found = undefined;
		this.#known = { subscribers: found, next: 0 };
	}
}

function pageOf(known: Known, after: string | undefined, limit: number): readonly Subscriber[] {
	const { subscribers } = known;
	const isNext = after !== undefined && subscribers[known.next - 1]?.key === after;
	const start = after === undefined ? 0 : isNext ? known.next : firstBehind(subscribers, after);
	known.next = Math.min(start + limit, subscribers.length);
	return subscribers.slice(start, known.next);
}

function firstBehind(subscribers: readonly Subscriber[], key: string): number {
	let low = 0;
	let high = subscribers.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((subscribers[middle]?.key ?? "") <= key) low = middle + 1;
		else high = middle;
	}
	return low;
}
