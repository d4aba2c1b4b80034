import { Type } from "typebox";
import { queryBucket } from "../../core/data/query/query-bucket.ts";
import { bucketOf } from "../bucket-path.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopePaths } from "../scope-paths.ts";

const Params = Type.Object({ appID: Type.String(), bucketID: Type.String() });

/** `/query` of buckets (cloud-rest, section 5). */
export function objectQueryRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		app.post(
			`${path}/buckets/:bucketID/query`,
			{
				schema: { params: Params },
				config: {
					call: `Query a bucket ${words}`,
					inferred:
						"The order of values of different types and of objects without the field, the wording of queryDescription, and the media type of the reply have no source.",
				},
			},
			async (request, reply) => {
				const answer = await queryBucket(core, request.caller, await bucketOf(core, request), request.body);
				reply.type(kiiMediaType("QueryResponse"));
				return answer;
			},
		);
	}
}
