import { test } from "node:test";
import type { StateStore } from "../../src/core/ports.ts";

async function withStore(open: () => Promise<StateStore>, work: (store: StateStore) => Promise<void>): Promise<void> {
	const store = await open();
	try {
		await work(store);
	} finally {
		await store.close();
	}
}

export async function keys(store: StateStore, folder: string, after?: string, limit?: number): Promise<string[]> {
	const page = { ...(after === undefined ? {} : { after }), ...(limit === undefined ? {} : { limit }) };
	return (await store.list(folder, page)).map(({ key }) => key);
}

export function put(store: StateStore, ...wanted: string[]): Promise<boolean> {
	return store.commit(wanted.map((key) => ({ key, value: { key } })));
}

// Parts of keys that a store built on plain objects, on glob patterns or on byte order gets wrong.
export const awkward = [
	"__proto__",
	"constructor",
	"hasOwnProperty",
	"%2F",
	"*",
	"a?",
	"a\\",
	"A",
	"a",
	"é",
	"鍵",
	"\u{1f511}",
	"\uffff",
	"~",
];

export type Open = () => Promise<StateStore>;

/** A test with an empty store of its own. */
export const testOf = (open: Open) => (what: string, work: (store: StateStore) => Promise<void>) =>
	test(what, () => withStore(open, work));
