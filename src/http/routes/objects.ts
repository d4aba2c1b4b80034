import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { scopePath } from "../../core/access/object-scope.ts";
import { type BucketAddress, typedBucketID } from "../../core/data/bucket-address.ts";
import { dataTypeOf } from "../../core/data/data-type.ts";
import { deleteObject } from "../../core/data/delete-object.ts";
import { objectFields } from "../../core/data/object-fields.ts";
import { type KiiObject, objectETag, objectFor, objectView } from "../../core/data/object-record.ts";
import { type Precondition, parsePrecondition } from "../../core/data/precondition.ts";
import { createObject, type ObjectContent, patchObject, putObject } from "../../core/data/write-object.ts";
import { bucketOf } from "../bucket-path.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopePaths } from "../scope-paths.ts";

const ObjectParams = Type.Object({ appID: Type.String(), bucketID: Type.String(), objectID: Type.String() });

/** `/buckets/{bucketID}/objects` (cloud-rest, section 5). */
export function objectRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		const collection = `${path}/buckets/:bucketID/objects`;
		const url = `${collection}/:objectID`;
		app.post(
			collection,
			{ config: { call: `Create an object in a bucket ${words}`, jsonBody: true } },
			async (request, reply) => {
				const content = contentOf(request);
				const address = await bucketOf(core, request);
				const object = await createObject(core, request.caller, address, content);
				const { objectID, createdAt, dataType } = object;
				reply
					.code(201)
					.header("location", objectLocation(request, address, object))
					.header("etag", objectETag(object));
				reply.type(kiiMediaType("ObjectCreationResponse"));
				return { objectID, createdAt, dataType };
			},
		);

		app.put(
			url,
			{
				schema: { params: ObjectParams },
				config: { call: `Replace an object in a bucket ${words}, or create it under an ID`, jsonBody: true },
			},
			async (request, reply) => {
				const content = contentOf(request);
				const condition = preconditionOf(request);
				const address = await bucketOf(core, request);
				const { objectID } = request.params;
				const { object, created } = await putObject(core, request.caller, address, objectID, content, condition);
				if (created) reply.code(201).header("location", objectLocation(request, address, object));
				reply.header("etag", objectETag(object)).type(kiiMediaType("ObjectUpdateResponse"));
				return { createdAt: object.createdAt, modifiedAt: object.modifiedAt };
			},
		);

		app.patch(
			url,
			{
				schema: { params: ObjectParams },
				config: { call: `Change some fields of an object in a bucket ${words}`, jsonBody: true },
			},
			async (request, reply) => {
				const changes = objectFields(request.body);
				const condition = preconditionOf(request);
				const address = await bucketOf(core, request);
				const { objectID } = request.params;
				const object = await patchObject(core, request.caller, address, objectID, changes, condition);
				reply.header("etag", objectETag(object)).type(`${object.dataType};charset=UTF-8`);
				return objectView(object);
			},
		);

		// Before GET, for which fastify would add a HEAD that answers 200 (evidence S24: 204).
		app.head(url, { schema: { params: ObjectParams } }, async (request, reply) => {
			const address = await bucketOf(core, request);
			describe(reply, await objectFor(core, request.caller, address, request.params.objectID, "read"));
			return reply.code(204).send();
		});

		app.get(
			url,
			{ schema: { params: ObjectParams }, config: { call: `Get an object in a bucket ${words}` } },
			async (request, reply) => {
				const address = await bucketOf(core, request);
				const object = await objectFor(core, request.caller, address, request.params.objectID, "read");
				describe(reply, object);
				return objectView(object);
			},
		);

		app.delete(
			url,
			{ schema: { params: ObjectParams }, config: { call: `Delete an object in a bucket ${words}` } },
			async (request, reply) => {
				const condition = preconditionOf(request);
				const address = await bucketOf(core, request);
				await deleteObject(core, request.caller, address, request.params.objectID, condition);
				return reply.code(204).send();
			},
		);
	}
}

function contentOf({ caller, body, headers }: FastifyRequest): ObjectContent {
	return { fields: objectFields(body), dataType: dataTypeOf(caller.appID, headers["content-type"]) };
}

function preconditionOf({ headers }: FastifyRequest): Precondition {
	return parsePrecondition(headers["if-match"], headers["if-none-match"]);
}

/** The absolute URL of an object, with the type before the bucket ID, as recorded. */
function objectLocation(request: FastifyRequest, address: BucketAddress, { objectID }: KiiObject): string {
	const { appID } = request.caller;
	const bucket = `${scopePath(address.scope)}buckets/${typedBucketID(address)}`;
	return locationOf(request, `/api/apps/${appID}/${bucket}/objects/${objectID}`);
}

function describe(reply: FastifyReply, object: KiiObject): void {
	reply
		.header("etag", objectETag(object))
		.header("last-modified", new Date(object.modifiedAt).toUTCString())
		.type(`${object.dataType};charset=UTF-8`);
}
