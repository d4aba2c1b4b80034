// With seed-ids, what a folder or a snapshot has kept and what comes after it have no identifier in common.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator, type Emulator, ManualClock, type SnapshotDocument } from "../../src/index.ts";
import { newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";

const seedIds = "kept";
const start = Date.UTC(2030, 0, 1);
const options = () => ({ seedIds, clock: new ManualClock(start), app: ["second:key"] });

/** What a user and his things and objects are named by, and the tokens. */
async function identifiersOf(emulator: Emulator, name: string, app = emulator.app): Promise<string[]> {
	const owner = await newOwner({ url: emulator.url, app }, name);
	const thing = await owner.onboard(name);
	const { mqttTopic, username, password } = thing.mqttEndpoint;
	const objects = `/api/apps/${app.appID}/users/me/buckets/bucket/objects`;
	const { objectID } = (await owner.call("POST", objects, {})).body;
	assert.ok(objectID);
	return [
		owner.userID,
		owner.token,
		thing.thingID,
		thing.accessToken,
		mqttTopic,
		`${username}`,
		`${password}`,
		objectID,
	];
}

function noneTwice(...lists: readonly string[][]): void {
	const all = lists.flat();
	assert.equal(new Set(all).size, all.length);
}

test("after restarts, and the same in another folder with the same history", async (t) => {
	const histories: string[][][] = [];
	for (let n = 0; n < 2; n++) {
		const dataDir = await temporaryFolder(t);
		const history: string[][] = [];
		for (const name of ["first", "second", "third"]) {
			await using emulator = await createEmulator({ ...options(), dataDir });
			history.push(await identifiersOf(emulator, name));
		}
		noneTwice(...history);
		histories.push(history);
	}
	assert.deepEqual(histories[0], histories[1]);
});

test("after imports, also of a snapshot of a snapshot, and in a folder that is started again", async (t) => {
	const snapshots: SnapshotDocument[] = [];
	const known: string[][] = [];
	for (const name of ["first", "second", "third"]) {
		await using emulator = await createEmulator(options());
		const before = snapshots.at(-1);
		if (before !== undefined) await emulator.snapshot.import(before);
		known.push(await identifiersOf(emulator, name));
		snapshots.push(await emulator.snapshot.export());
	}
	noneTwice(...known);
	assert.deepEqual(
		snapshots.map(({ generation }) => generation),
		[0, 1, 2],
	);
	const dataDir = await temporaryFolder(t);
	{
		await using emulator = await createEmulator({ ...options(), dataDir });
		await emulator.snapshot.import(snapshots[2] as SnapshotDocument);
	}
	await using emulator = await createEmulator({ ...options(), dataDir });
	noneTwice(...known, await identifiersOf(emulator, "fourth"));
});

test("an app's snapshot leaves the identifiers of others as they would be; a reset begins again", async () => {
	await using emulator = await createEmulator(options());
	await using other = await createEmulator(options());
	const second = { ...emulator.app, appID: "second", appKey: "key" };
	const first = await identifiersOf(emulator, "ann");
	await identifiersOf(other, "ann");
	await emulator.snapshot.import(await emulator.snapshot.export("emulator"));
	noneTwice(first, await identifiersOf(emulator, "bob"));
	assert.deepEqual(await identifiersOf(emulator, "cat", second), await identifiersOf(other, "cat", second));
	await emulator.reset({ app: "emulator" });
	assert.deepEqual(await identifiersOf(emulator, "ann"), first);
	await emulator.snapshot.import(await emulator.snapshot.export());
	await emulator.reset();
	assert.deepEqual(await identifiersOf(emulator, "ann"), first);
});

test("a generation that is no number is refused", async () => {
	await using emulator = await createEmulator();
	const snapshot = await emulator.snapshot.export();
	for (const generation of [-1, 0.5, "1"]) {
		const wrong = { ...snapshot, generation } as SnapshotDocument;
		await assert.rejects(emulator.snapshot.import(wrong), {
			errorCode: "SNAPSHOT_INVALID",
			context: { path: "generation" },
		});
	}
});
