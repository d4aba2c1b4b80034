import { Type } from "typebox";
import { onlyKnown } from "../../core/only-admin.ts";
import { pushToTopic } from "../../core/push/topic-push.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopeOf, scopePaths } from "../scope-paths.ts";

const TopicParams = Type.Object({ topic: Type.String() });

/** `{topic}/push/messages` (cloud-rest, 4.6). `/topic/` is how a C SDK spells it in two scopes. */
export function topicPushRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		for (const topics of ["topics", "topic"]) {
			app.post(
				`${path}/${topics}/:topic/push/messages`,
				{
					schema: { params: TopicParams },
					config: {
						call: `Push a message to a topic ${words}`,
						inferred:
							topics === "topic"
								? "A C SDK writes `/topic/`; whether the real service took it is not known."
								: "The status 200 and what some messages have besides the recorded keys are not proven.",
					},
				},
				async (request, reply) => {
					// Topics are for nobody without a token, who must not learn what is there.
					onlyKnown(request.caller);
					const address = { scope: await scopeOf(core, request), topicID: request.params.topic };
					reply.type(kiiMediaType("SendPushMessageResponse"));
					return pushToTopic(core, request.caller, address, request.body);
				},
			);
		}
	}
}
