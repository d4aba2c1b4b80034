import type { Core } from "../context.ts";
import { type OwnedInstallation, ownedInstallationsOf, readOwned } from "../installation-records.ts";
import type { TypedID } from "../typed-id.ts";

export interface Subscriber {
	/** Of its record in the folder of subscribers. */
	readonly key: string;
	readonly owner: TypedID;
	/** Undefined when they could not be read: `failure` says why. */
	readonly owned: readonly OwnedInstallation[] | undefined;
	readonly failure?: unknown;
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
	/** All of them, in the order of their keys. */
	#known: readonly Subscriber[] | undefined;
	/** How many of the known ones were given in this round: one round goes on at a time, from the first to the last. */
	#given = 0;
	#stopWatching = () => {};

	constructor(core: Core, folder: string, appID: string) {
		this.#core = core;
		this.#folder = folder;
		this.#appID = appID;
	}

	/** At most `limit` of them behind a key; from the first without one, which begins a round. */
	async page(after: string | undefined, limit: number): Promise<readonly Subscriber[]> {
		if (this.#known === undefined) return this.#lookUp(after, limit);
		const start = after === undefined ? 0 : this.#given;
		this.#given = Math.min(start + limit, this.#known.length);
		return this.#known.slice(start, this.#given);
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
		const owned = await Promise.allSettled(entries.map(({ value }) => readOwned(this.#core, this.#appID, value)));
		const page = entries.map(({ key, value: owner }, index): Subscriber => {
			const outcome = owned[index];
			if (outcome?.status === "fulfilled") return { key, owner, owned: outcome.value };
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
		this.#known = found;
	}
}
