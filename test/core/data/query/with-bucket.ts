import type { Subject } from "../../../../src/core/access/subject.ts";
import { type BucketAddress, ensureBucket } from "../../../../src/core/data/bucket.ts";
import { type KiiObject, objectKey } from "../../../../src/core/data/object-record.ts";
import { type QueryReply, queryBucket } from "../../../../src/core/data/query/query-bucket.ts";
import type { Caller } from "../../../../src/core/principal.ts";
import { appID, callerOf, createTestCore, type TestCore } from "../../../helpers/core.ts";

export const address: BucketAddress = { scope: { type: "app" }, bucketID: "bucket" };

export interface BucketWorld {
	readonly core: TestCore;
	readonly admin: Caller;
	/** Puts an object in. Its ID is random unless it is named: nothing may depend on the order of IDs. */
	put(fields: object, more?: Partial<KiiObject>): Promise<KiiObject>;
	query(body: object, caller?: Caller): Promise<QueryReply>;
	/** The values of a field of the objects that a clause is true of, in the order of the results. */
	names(clause: object, more?: object): Promise<unknown[]>;
}

/** A bucket of the app with objects that have these fields, made a millisecond after each other. */
export async function withBucket(objects: readonly object[] = []): Promise<BucketWorld> {
	const core = await createTestCore();
	const admin = await callerOf(core, { kind: "admin" });
	await ensureBucket(core, admin, address);
	const world: BucketWorld = {
		core,
		admin,
		async put(fields, more = {}) {
			const objectID = Array.from(core.idsOf(appID).bytes(8), (byte) => byte.toString(16)).join("-");
			const object: KiiObject = { ...kiiObject({ ...fields }), objectID, ...more };
			await core.store.commit([{ key: objectKey(appID, address, object.objectID), value: object }]);
			return object;
		},
		query: (body, caller = admin) => queryBucket(core, caller, address, body),
		async names(clause, more = {}) {
			const { results = [] } = await world.query({ bucketQuery: { clause, ...more } });
			return results.map((result) => ("name" in result ? result.name : undefined));
		},
	};
	for (const [index, fields] of objects.entries()) await world.put(fields, { createdAt: index });
	return world;
}

/** An object's record. */
export function kiiObject(fields: KiiObject["fields"], more: Partial<KiiObject> = {}): KiiObject {
	const creator: Subject = "UserID:creator";
	const times = { createdAt: 1000, modifiedAt: 2000 };
	return { objectID: "object", dataType: "application/json", version: 1, creator, ...times, fields, ...more };
}

export const point = (lat: number, lon: number) => ({ _type: "point", lat, lon });
