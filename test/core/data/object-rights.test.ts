// Who may do what with objects, as long as nobody has changed an ACL (Kii guides, "Securing Data").
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { ObjectScope } from "../../../src/core/access/object-scope.ts";
import { deleteObject } from "../../../src/core/data/delete-object.ts";
import { objectFor } from "../../../src/core/data/object-record.ts";
import { createObject, patchObject, putObject } from "../../../src/core/data/write-object.ts";
import { createGroup } from "../../../src/core/group/group.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { addOwner, registerThing } from "../../../src/core/thing.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

const names = ["owner", "member", "thing", "stranger", "admin", "anonymous", "nobody"] as const;
type Name = (typeof names)[number];
const known = ["owner", "member", "thing", "stranger", "admin"] as const satisfies readonly Name[];

const scopes: readonly {
	readonly type: ObjectScope["type"];
	readonly read: readonly Name[];
	readonly write: readonly Name[];
}[] = [
	{ type: "app", read: names, write: known },
	{ type: "user", read: ["owner", "admin"], write: ["owner", "admin"] },
	{ type: "group", read: ["owner", "member", "admin"], write: ["owner", "member", "admin"] },
	{ type: "thing", read: ["owner", "thing", "admin"], write: ["owner", "thing", "admin"] },
];

interface World {
	readonly core: TestCore;
	readonly callers: Readonly<Record<Name, Caller>>;
	readonly scopes: Readonly<Record<ObjectScope["type"], ObjectScope>>;
}

async function createWorld(): Promise<World> {
	const core = await createTestCore();
	const owner = await newOwner(core);
	const member = await newOwner(core, "member");
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v1", password: "pw", fields: {} });
	await addOwner(core, appID, thingID, { type: "user", id: owner.userID });
	const { groupID } = await createGroup(core, appID, { name: "g", owner: owner.userID, members: [member.userID] });
	return {
		core,
		callers: {
			owner: owner.caller,
			member: member.caller,
			thing: await callerOf(core, { kind: "thing", thingID }),
			stranger: (await newOwner(core, "stranger")).caller,
			admin: await callerOf(core, { kind: "admin" }),
			anonymous,
			nobody: { ...anonymous, principal: { kind: "none" } },
		},
		scopes: {
			app: { type: "app" },
			user: { type: "user", id: owner.userID },
			group: { type: "group", id: groupID },
			thing: { type: "thing", id: thingID },
		},
	};
}

for (const { type, read, write } of scopes) {
	describe(`objects in the scope: ${type}`, () => {
		let world: World;
		before(async () => {
			world = await createWorld();
			const address = { scope: world.scopes[type], bucketID: "notes" };
			await putObject(world.core, world.callers.owner, address, "o1", { fields: {} });
		});

		for (const name of names) {
			test(`${name} may ${read.includes(name) ? "" : "not "}read, may ${write.includes(name) ? "" : "not "}write`, async () => {
				const { core } = world;
				const caller = world.callers[name];
				const address = { scope: world.scopes[type], bucketID: "notes" };
				const check = async (allowed: boolean, call: () => Promise<unknown>): Promise<void> => {
					if (allowed) await call();
					else await assert.rejects(call(), { errorCode: "UNAUTHORIZED", status: 401 });
				};
				const writes = write.includes(name);
				await check(read.includes(name), () => objectFor(core, caller, address, "o1", "read"));
				await check(writes, () => objectFor(core, caller, address, "o1", "write"));
				await check(writes, () => createObject(core, caller, address, { fields: {} }));
				await check(writes, () => putObject(core, caller, address, "o1", { fields: {} }));
				await check(writes, () => putObject(core, caller, address, `new-${name}`, { fields: {} }));
				await check(writes, () => patchObject(core, caller, address, "o1", {}));
				const bucket = { ...address, bucketID: `of-${name}` };
				await check(writes, () => createObject(core, caller, bucket, { fields: {} }));
				if (!writes) await check(false, () => deleteObject(core, caller, address, "o1"));
				else await deleteObject(core, caller, address, `new-${name}`);
			});
		}
	});
}

test("the right is looked at before the condition", async () => {
	const { core, callers, scopes } = await createWorld();
	const address = { scope: scopes.user, bucketID: "notes" };
	await putObject(core, callers.owner, address, "o1", { fields: {} });
	const { stranger } = callers;
	for (const precondition of [{ versions: ["7"] }, { absent: true }]) {
		const refused = { errorCode: "UNAUTHORIZED" };
		await assert.rejects(putObject(core, stranger, address, "o1", { fields: {} }, precondition), refused);
		await assert.rejects(patchObject(core, stranger, address, "o1", {}, precondition), refused);
		await assert.rejects(deleteObject(core, stranger, address, "o1", precondition), refused);
	}
});
