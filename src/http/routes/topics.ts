import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { TopicAddress } from "../../core/push/subscriber-folder.ts";
import { createTopic, deleteTopic, requireTopic } from "../../core/push/topic.ts";
import { listTopics } from "../../core/push/topic-list.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { knownScopeOf } from "../known-scope.ts";
import { kiiMediaType } from "../media-type.ts";
import { inferredFrom, topicPaths } from "../topic-paths.ts";

const ListQuery = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
});
interface TopicPath {
	readonly Params: { readonly topicID: string };
}

/** `/topics` of the app, a user, a group or a thing (cloud-rest, 4.4). */
export function topicRoutes(app: Scope, { core }: HttpDeps): void {
	const addressOf = async (request: FastifyRequest, topicID: string): Promise<TopicAddress> => ({
		scope: await knownScopeOf(core, request),
		topicID,
	});

	for (const { path, words, inferred } of topicPaths) {
		const topic = `${path}/:topicID`;
		app.get(
			path,
			{
				schema: { querystring: ListQuery },
				config: { call: `List the topics ${words}`, ...inferredFrom(inferred) },
			},
			async (request, reply) => {
				const topics = await listTopics(core, request.caller, await knownScopeOf(core, request), request.query);
				reply.type(kiiMediaType("TopicsRetrievalResponse"));
				return topics;
			},
		);

		app.put<TopicPath>(
			topic,
			{
				config: {
					call: `Create a topic ${words}`,
					...inferredFrom("The code of the refusal of a topic ID that cannot be has no source.", inferred),
				},
			},
			async (request, reply) => {
				await createTopic(core, request.caller, await addressOf(request, request.params.topicID));
				return reply.code(204).send();
			},
		);

		app.route<TopicPath>({
			method: ["GET", "HEAD"], // the HEAD that fastify would add has a Content-Length, which no 204 may have
			url: topic,
			config: {
				call: `See whether there is a topic ${words}`,
				...inferredFrom("That the status is 204, not 200, has no source; there is no body.", inferred),
			},
			handler: async (request, reply) => {
				await requireTopic(core, request.caller, await addressOf(request, request.params.topicID));
				return reply.code(204).send();
			},
		});

		app.delete<TopicPath>(
			topic,
			{
				config: {
					call: `Delete a topic ${words}`,
					...inferredFrom(
						"Who may is inferred from the ACL of topics: the topic's creator and the scope's owner.",
						inferred,
					),
				},
			},
			async (request, reply) => {
				await deleteTopic(core, request.caller, await addressOf(request, request.params.topicID));
				return reply.code(204).send();
			},
		);
	}
}
