import type { FastifyRequest } from "fastify";
import { bucketAddress } from "../../core/data/bucket-address.ts";
import {
	type FilterAddress,
	requireBucketSubscription,
	subscribeToBucket,
	unsubscribeFromBucket,
} from "../../core/push/bucket-subscription.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { knownScopeOf } from "../known-scope.ts";
import { scopePaths } from "../scope-paths.ts";
import { subscriberPaths } from "../subscriber-paths.ts";

interface FilterPath {
	readonly Params: { readonly bucketID: string; readonly filterID: string };
}
interface SubscriptionPath {
	readonly Params: FilterPath["Params"] & { readonly subscriber: string };
}
const later = "That a right taken away later ends no subscription has no source.";

/** `/buckets/{bucketID}/filters/all/push/subscriptions` (cloud-rest, 4.5). */
export function bucketSubscriptionRoutes(app: Scope, { core }: HttpDeps): void {
	const addressOf = async (
		request: FastifyRequest,
		{ bucketID, filterID }: { bucketID: string; filterID: string },
	): Promise<FilterAddress> => ({ ...bucketAddress(await knownScopeOf(core, request), bucketID), filterID });

	for (const scope of scopePaths) {
		for (const { path, kind, words } of subscriberPaths) {
			const all = `${scope.path}/buckets/:bucketID/filters/:filterID${path}`;
			const one = `${all}/:subscriber`;
			const who = (action: string) => `${action} a bucket ${scope.words}: ${words}`;

			for (const method of ["POST", "PUT"] as const) {
				app.route<FilterPath>({
					method,
					url: all,
					config: { call: `${who("Subscribe to")} itself`, inferred: later },
					handler: async (request, reply) => {
						const address = await addressOf(request, request.params);
						await subscribeToBucket(core, request.caller, address, { kind });
						return reply.code(204).send();
					},
				});
			}

			app.put<SubscriptionPath>(
				one,
				{ config: { call: who("Subscribe to"), inferred: later } },
				async (request, reply) => {
					const address = await addressOf(request, request.params);
					await subscribeToBucket(core, request.caller, address, { kind, id: request.params.subscriber });
					return reply.code(204).send();
				},
			);

			app.route<SubscriptionPath>({
				method: ["GET", "HEAD"], // as for topics
				url: one,
				config: { call: who("See a subscription to") },
				handler: async (request, reply) => {
					const address = await addressOf(request, request.params);
					await requireBucketSubscription(core, request.caller, address, {
						kind,
						id: request.params.subscriber,
					});
					return reply.code(204).send();
				},
			});

			app.delete<SubscriptionPath>(one, { config: { call: who("Unsubscribe from") } }, async (request, reply) => {
				const address = await addressOf(request, request.params);
				await unsubscribeFromBucket(core, request.caller, address, { kind, id: request.params.subscriber });
				return reply.code(204).send();
			});
		}
	}
}
