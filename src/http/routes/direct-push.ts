import { resolveScope } from "../../core/access/object-scope.ts";
import { onlyKnown } from "../../core/only-admin.ts";
import { unauthorized } from "../../core/principal.ts";
import { pushDirectly } from "../../core/push/direct-push.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const calls = [
	{
		path: "/users/:user",
		words: "a user",
		inferred: "Documented for the administrator; that users may send to themselves follows from the path `users/me`.",
	},
	{
		path: "/things/:thing",
		words: "a thing",
		inferred: "Direct push is documented for users only; things get it in the same way.",
	},
];

/** `/users/{user}/push/messages` and the same of a thing (cloud-rest, 4.6). */
export function directPushRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words, inferred } of calls) {
		app.post(
			`/api/apps/:appID${path}/push/messages`,
			{ config: { call: `Push a message directly to ${words}`, inferred } },
			async (request, reply) => {
				const { caller } = request;
				// Nobody without a token learns which users and things exist.
				onlyKnown(caller);
				const receiver = await resolveScope(core, caller, request.params as { user?: string; thing?: string });
				if (receiver.type === "app") throw unauthorized(caller);
				reply.type(kiiMediaType("SendPushMessageResponse"));
				return pushDirectly(core, caller, receiver, request.body);
			},
		);
	}
}
