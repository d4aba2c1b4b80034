import { Type } from "typebox";
import { type ObjectScope, resolveScope } from "../../core/access/object-scope.ts";
import { moveBody } from "../../core/data/body/move-body.ts";
import { type BucketAddress, bareBucketID, bucketAddress } from "../../core/data/bucket-address.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { ObjectParams, objectAddressOf } from "../object-address.ts";
import { TargetScope, targetScopeOf } from "../target-scope.ts";

const MoveRequest = Type.Object({
	targetObjectScope: TargetScope,
	targetBucketID: Type.String(),
	targetObjectID: Type.String(),
	/** `crypto` for an encrypted bucket of the JavaScript SDK. */
	targetBucketType: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

/** `/body/move` (Kii guide, "Moving an Object Body"). `path` is that of the body. */
export function objectBodyMoveRoute(
	app: Scope,
	{ core }: HttpDeps,
	{ path, words }: { readonly path: string; readonly words: string },
): void {
	app.post(
		`${path}/move`,
		{ schema: { params: ObjectParams, body: MoveRequest }, config: { call: `Move the body of ${words}` } },
		async (request, reply) => {
			const { caller, body } = request;
			const source = await objectAddressOf(core, request, request.params);
			const target = targetScopeOf("targetObjectScope", body.targetObjectScope, caller.appID);
			await moveBody(core, caller, source, {
				...targetBucketOf(await resolveScope(core, caller, target), body.targetBucketID, body.targetBucketType),
				objectID: body.targetObjectID,
			});
			return reply.code(204).send();
		},
	);
}

/** The bucket, in any spelling that paths have; a type beside it is as one before it. */
function targetBucketOf(scope: ObjectScope, text: string, type: string | null | undefined): BucketAddress {
	const address = bucketAddress(scope, text);
	return type?.toLowerCase() === "crypto" ? bucketAddress(scope, `crypto:${bareBucketID(address)}`) : address;
}
