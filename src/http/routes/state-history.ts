import { Type } from "typebox";
import { queryHistory } from "../../core/thing-if/query-history.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Params = Type.Object({ appID: Type.String(), target: Type.String() });
const AliasParams = Type.Object({ appID: Type.String(), target: Type.String(), alias: Type.String() });
const path = "/thing-if/apps/:appID/targets/:target/states";

/** Queries of past states (Kii guide, "Querying state history"). */
export function stateHistoryRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		`${path}/aliases/:alias/query`,
		{
			schema: { params: AliasParams },
			config: {
				call: "Query the state history of a trait alias",
				inferred:
					"A group runs from a multiple of the grouping interval (15 minutes if the thing has none) up to the next one; a limit of a range or time is included unless its flag says no.",
			},
		},
		async (request) => queryHistory(core, request.caller, request.params.target, request.params.alias, request.body),
	);

	app.post(
		`${path}/query`,
		{
			schema: { params: Params },
			config: {
				call: "Query the state history of a thing without traits",
				inferred: "The wording of queryDescription is not known; the rest as for a trait alias.",
			},
		},
		async (request) => queryHistory(core, request.caller, request.params.target, undefined, request.body),
	);
}
