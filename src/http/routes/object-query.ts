import { Type } from "typebox";
import { queryBucket } from "../../core/data/query/query-bucket.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopeOf, scopePaths } from "../scope-paths.ts";

const Params = Type.Object({ appID: Type.String(), bucket: Type.String() });

/** `/query` of buckets (cloud-rest, section 5). */
export function objectQueryRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		app.post(
			`${path}/buckets/:bucket/query`,
			{
				schema: { params: Params },
				config: {
					call: `Query a bucket ${words}`,
					inferred:
						"The order of values of different types and of objects without the field, the wording of queryDescription, and the media type of the reply have no source.",
				},
			},
			async (request, reply) => {
				const { body, caller, params } = request;
				const scope = await scopeOf(core, request);
				const answer = await queryBucket(core, caller, { scope, bucketID: params.bucket }, body);
				reply.type(kiiMediaType("QueryResponse"));
				return answer;
			},
		);
	}
}
