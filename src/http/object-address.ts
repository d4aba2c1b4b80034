import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Core } from "../core/context.ts";
import type { ObjectAddress } from "../core/data/body/body-bytes.ts";
import { bucketAddress } from "../core/data/bucket-address.ts";
import { scopeOf } from "./scope-paths.ts";

/** Below a scope. */
export const objectPath = "/buckets/:bucketID/objects/:objectID";

export const ObjectParams = Type.Object({ bucketID: Type.String(), objectID: Type.String() });

/** The object that the path of a request names. @throws KiiError as `resolveScope` */
export async function objectAddressOf(
	core: Core,
	request: FastifyRequest,
	{ bucketID, objectID }: { readonly bucketID: string; readonly objectID: string },
): Promise<ObjectAddress> {
	return { ...bucketAddress(await scopeOf(core, request), bucketID), objectID };
}
