import { Type } from "typebox";
import {
	addEndNode,
	endNodeToken,
	listEndNodes,
	removeEndNode,
	reportConnection,
} from "../../core/thing-if/end-node.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Params = Type.Object({ appID: Type.String(), gateway: Type.String() });
const EndNodeParams = Type.Object({ appID: Type.String(), gateway: Type.String(), endNode: Type.String() });
const ListQuery = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
	// the name under which the Go client sends the key
	nextPaginationKey: Type.Optional(Type.String()),
});
const Connection = Type.Object({ online: Type.Boolean() });
const TokenRequest = Type.Union([
	// No body at all: nothing in it is needed.
	Type.Null(),
	Type.Object({ expires_in: Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: "^\\d{0,10}$" })])) }),
]);
const endNodes = "/thing-if/apps/:appID/things/:gateway/end-nodes";
const endNode = "/api/apps/:appID/things/:gateway/end-nodes/:endNode";

/** `/things/{gateway}/end-nodes` (mqtt-and-thing-if, B6). */
export function endNodeRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		endNodes,
		{ schema: { params: Params, querystring: ListQuery }, config: { call: "List the end nodes of a gateway" } },
		async (request) => {
			const { bestEffortLimit, nextPaginationKey, paginationKey = nextPaginationKey } = request.query;
			return listEndNodes(core, request.caller, request.params.gateway, { bestEffortLimit, paginationKey });
		},
	);

	app.put(
		`${endNodes}/:endNode/connection`,
		{
			schema: { params: EndNodeParams, body: Connection },
			config: { call: "Report whether an end node is online", inferred: "The status 204 has no source." },
		},
		async (request, reply) => {
			const { gateway, endNode } = request.params;
			await reportConnection(core, request.caller, gateway, endNode, request.body.online);
			return reply.code(204).send();
		},
	);

	app.delete(
		`${endNodes}/:endNode`,
		{
			schema: { params: EndNodeParams },
			config: { call: "Unpair an end node", inferred: "That the thing itself stays has no source." },
		},
		async (request, reply) => {
			await removeEndNode(core, request.caller, request.params.gateway, request.params.endNode);
			return reply.code(204).send();
		},
	);

	app.put(
		endNode,
		{
			schema: { params: EndNodeParams },
			config: {
				call: "Add an end node to a gateway",
				inferred:
					"A test of the Go client adds end nodes of other owners: things registered as end nodes are free to add, unless they are behind another gateway.",
			},
		},
		async (request, reply) => {
			await addEndNode(core, request.caller, request.params.gateway, request.params.endNode);
			return reply.code(204).send();
		},
	);

	app.post(
		`${endNode}/token`,
		{
			schema: { params: EndNodeParams, body: TokenRequest },
			config: { call: "Get a token of an end node", inferred: "The status 200 has no source." },
		},
		async (request) => {
			const { gateway, endNode } = request.params;
			const lifetime = Number(request.body?.expires_in ?? 0) || undefined;
			const token = await endNodeToken(core, request.caller, gateway, endNode, lifetime);
			const { thingID: id, accessToken: access_token, expiresIn: expires_in } = token;
			return { id, access_token, expires_in, token_type: "bearer" };
		},
	);
}
