import { bucketInfo, requireBucket } from "../../core/data/bucket-info.ts";
import { deleteBucket } from "../../core/data/delete-bucket.ts";
import { bucketOf } from "../bucket-path.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopePaths } from "../scope-paths.ts";

/** `/buckets/{bucketID}` (cloud-rest, section 5). */
export function bucketRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		const url = `${path}/buckets/:bucketID`;
		// Before GET, for which fastify would add a HEAD that answers 200 (Kii guide, "Checking a Bucket": 204).
		app.head(url, async (request, reply) => {
			await requireBucket(core, request.caller, await bucketOf(core, request));
			return reply.code(204).send();
		});

		app.get(
			url,
			{
				config: {
					call: `Get the type and size of a bucket ${words}`,
					inferred:
						"Who may is documented as by the ACL of the scope, no verb: here CREATE_NEW_BUCKET, or a right to query.",
				},
			},
			async (request, reply) => {
				reply.type(kiiMediaType("BucketRetrievalResponse"));
				return bucketInfo(core, request.caller, await bucketOf(core, request));
			},
		);

		app.delete(
			url,
			{ config: { call: `Delete a bucket ${words}`, inferred: "That the subscriptions to it end has no source." } },
			async (request, reply) => {
				await deleteBucket(core, request.caller, await bucketOf(core, request));
				return reply.code(204).send();
			},
		);
	}
}
