import type { AclResource } from "../core/access/acl.ts";
import { grant, revoke } from "../core/access/acl-entries.ts";
import { verbOf } from "../core/access/acl-path.ts";
import type { ObjectScope } from "../core/access/object-scope.ts";
import { parseSubject } from "../core/access/subject.ts";
import { putBody } from "../core/data/body/object-body.ts";
import { bucketResource, ensureBucket } from "../core/data/bucket.ts";
import { bucketAddress } from "../core/data/bucket-address.ts";
import { dataTypeOf } from "../core/data/data-type.ts";
import { getObject, objectResource } from "../core/data/object-record.ts";
import { putObject } from "../core/data/write-object.ts";
import { invalidInput } from "../core/errors.ts";
import { bucketSubscribers, topicSubscribers } from "../core/push/subscriber-folder.ts";
import { addSubscription } from "../core/push/subscription.ts";
import { createTopic, getTopic, topicResource } from "../core/push/topic.ts";
import type { SeedAcl, SeedBucket, SeedObject, SeedTopic } from "./document.ts";
import { at, each } from "./seed-error.ts";
import { adminOf, callerOf, type SeedTarget, userOrThing } from "./target.ts";

interface ScopeSections {
	readonly buckets?: readonly SeedBucket[] | undefined;
	readonly topics?: readonly SeedTopic[] | undefined;
	readonly acl?: SeedAcl | undefined;
}

/** Makes the topics, buckets and objects of a scope, and then changes its ACLs. */
export async function loadScope(
	target: SeedTarget,
	appID: string,
	scope: ObjectScope,
	{ buckets, topics, acl }: ScopeSections,
	path: string,
): Promise<void> {
	const prefix = path === "" ? "" : `${path}.`;
	await each(`${prefix}topics`, topics, (topic, topicPath) => loadTopic(target, appID, scope, topic, topicPath));
	await each(`${prefix}buckets`, buckets, (bucket, bucketPath) => loadBucket(target, appID, scope, bucket, bucketPath));
	await loadAcl(target, appID, { kind: "scope", scope, ids: [] }, acl, `${prefix}acl`);
}

async function loadTopic(
	target: SeedTarget,
	appID: string,
	scope: ObjectScope,
	{ topicID, creator, subscribers, acl, createdAt }: SeedTopic,
	path: string,
): Promise<void> {
	const { core } = target;
	const address = { scope, topicID };
	const caller = await callerOf(core, appID, creator);
	await target.as({ at: createdAt }, () => createTopic(core, caller, address));
	await each(`${path}.subscribers`, subscribers, async (text) => {
		const subscriber = await userOrThing(core, appID, text, "subscriber");
		await addSubscription(core, appID, topicSubscribers(appID, address), subscriber);
	});
	const resource = topicResource(address, await getTopic(core, appID, address));
	await loadAcl(target, appID, resource, acl, `${path}.acl`);
}

async function loadBucket(
	target: SeedTarget,
	appID: string,
	scope: ObjectScope,
	{ bucketID, creator, objects, subscribers, acl, createdAt }: SeedBucket,
	path: string,
): Promise<void> {
	const { core } = target;
	const address = bucketAddress(scope, bucketID);
	const caller = await callerOf(core, appID, creator);
	const bucket = await target.as({ at: createdAt }, () => ensureBucket(core, caller, address));
	await each(`${path}.objects`, objects, (object, objectPath) =>
		loadObject(target, appID, address, object, objectPath),
	);
	await each(`${path}.subscribers`, subscribers, async (text) => {
		const subscriber = await userOrThing(core, appID, text, "subscriber");
		await addSubscription(core, appID, bucketSubscribers(appID, address), subscriber);
	});
	await loadAcl(target, appID, bucketResource(address, bucket), acl, `${path}.acl`);
}

async function loadObject(
	target: SeedTarget,
	appID: string,
	address: ReturnType<typeof bucketAddress>,
	{ objectID, fields = {}, dataType, creator, body, acl, createdAt }: SeedObject,
	path: string,
): Promise<void> {
	const { core } = target;
	const caller = await callerOf(core, appID, creator);
	// It is the Content-Type of replies.
	const type = dataTypeOf(appID, dataType);
	if (type === undefined && dataType !== undefined)
		throw invalidInput({ dataType: `must be application/json or application/vnd.${appID}.{name}+json` });
	await target.as({ at: createdAt }, async () => {
		await putObject(core, caller, address, objectID, { fields, dataType: type });
		if (body === undefined) return;
		await at(`${path}.body`, () =>
			putBody(core, caller, { ...address, objectID }, { bytes: bytesOf(body), contentType: body.contentType }),
		);
	});
	const object = await getObject(core, appID, address, objectID);
	await loadAcl(target, appID, objectResource(address, object), acl, `${path}.acl`);
}

function bytesOf({ text, base64 }: NonNullable<SeedObject["body"]>): Uint8Array {
	if ((text === undefined) === (base64 === undefined))
		throw invalidInput({ text: "or base64 must be given, one of them" });
	return text === undefined
		? Uint8Array.from(atob(base64 ?? ""), (char) => char.charCodeAt(0))
		: new TextEncoder().encode(text);
}

async function loadAcl(
	{ core }: SeedTarget,
	appID: string,
	resource: AclResource,
	acl: SeedAcl | undefined,
	path: string,
): Promise<void> {
	const admin = adminOf(appID);
	for (const [verb, changes] of Object.entries(acl ?? {})) {
		for (const [kind, change] of [
			["grant", grant],
			["revoke", revoke],
		] as const) {
			await each(`${path}.${verb}.${kind}`, changes[kind], (text) => {
				const subject = parseSubject(text);
				if (subject === undefined) throw invalidInput({ subject: "must be UserID:…, GroupID:… or ThingID:…" });
				return change(core, admin, resource, verbOf(resource, verb), subject);
			});
		}
	}
}
