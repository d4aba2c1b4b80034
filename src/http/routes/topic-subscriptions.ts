import type { FastifyRequest } from "fastify";
import type { TopicAddress } from "../../core/push/subscriber-folder.ts";
import {
	requireTopicSubscription,
	subscribeToTopic,
	unsubscribeFromTopic,
} from "../../core/push/topic-subscription.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { knownScopeOf } from "../known-scope.ts";
import { subscriberPaths } from "../subscriber-paths.ts";
import { inferredFrom, topicPaths } from "../topic-paths.ts";

interface TopicPath {
	readonly Params: { readonly topicID: string };
}
interface SubscriptionPath {
	readonly Params: { readonly topicID: string; readonly subscriber: string };
}
const later = "That a right taken away later ends no subscription has no source.";
const withoutID = "PUT without an ID is documented for buckets only.";

/** `/topics/{topicID}/push/subscriptions` (cloud-rest, 4.5). */
export function topicSubscriptionRoutes(app: Scope, { core }: HttpDeps): void {
	const addressOf = async (request: FastifyRequest, topicID: string): Promise<TopicAddress> => ({
		scope: await knownScopeOf(core, request),
		topicID,
	});

	for (const topic of topicPaths) {
		for (const { path, kind, words } of subscriberPaths) {
			const all = `${topic.path}/:topicID${path}`;
			const one = `${all}/:subscriber`;
			const who = (action: string) => `${action} a topic ${topic.words}: ${words}`;

			for (const method of ["POST", "PUT"] as const) {
				app.route<TopicPath>({
					method,
					url: all,
					config: {
						call: `${who("Subscribe to")} itself`,
						...inferredFrom(method === "PUT" ? withoutID : undefined, later, topic.inferred),
					},
					handler: async (request, reply) => {
						const address = await addressOf(request, request.params.topicID);
						await subscribeToTopic(core, request.caller, address, { kind });
						return reply.code(204).send();
					},
				});
			}

			app.put<SubscriptionPath>(
				one,
				{
					config: { call: who("Subscribe to"), ...inferredFrom(later, topic.inferred) },
				},
				async (request, reply) => {
					const { topicID, subscriber: id } = request.params;
					await subscribeToTopic(core, request.caller, await addressOf(request, topicID), { kind, id });
					return reply.code(204).send();
				},
			);

			app.route<SubscriptionPath>({
				method: ["GET", "HEAD"], // as for topics
				url: one,
				config: { call: who("See a subscription to"), ...inferredFrom(topic.inferred) },
				handler: async (request, reply) => {
					const { topicID, subscriber: id } = request.params;
					await requireTopicSubscription(core, request.caller, await addressOf(request, topicID), { kind, id });
					return reply.code(204).send();
				},
			});

			app.delete<SubscriptionPath>(
				one,
				{
					config: { call: who("Unsubscribe from"), ...inferredFrom(topic.inferred) },
				},
				async (request, reply) => {
					const { topicID, subscriber: id } = request.params;
					await unsubscribeFromTopic(core, request.caller, await addressOf(request, topicID), { kind, id });
					return reply.code(204).send();
				},
			);
		}
	}
}
