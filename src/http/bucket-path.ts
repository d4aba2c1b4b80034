import type { FastifyRequest } from "fastify";
import type { Core } from "../core/context.ts";
import { type BucketAddress, bucketAddress } from "../core/data/bucket-address.ts";
import { scopeOf } from "./scope-paths.ts";

/** The bucket that a path `…/buckets/:bucketID` names, in any spelling. @throws KiiError as `resolveScope` */
export async function bucketOf(core: Core, request: FastifyRequest): Promise<BucketAddress> {
	const { bucketID } = request.params as { bucketID: string };
	return bucketAddress(await scopeOf(core, request), bucketID);
}
