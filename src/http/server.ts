import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance } from "fastify";
import type { HttpDeps } from "./context.ts";
import { caRoute } from "./control/ca.ts";
import { healthRoute } from "./control/health.ts";
import { addAuthentication } from "./plugins/authenticate.ts";
import { addBodyParser } from "./plugins/body-parser.ts";
import { addContentEncoding } from "./plugins/content-encoding.ts";
import { addErrorHandler, sendFrameworkError } from "./plugins/error-handler.ts";
import { addKiiHeaders } from "./plugins/kii-headers.ts";
import { requestTarget } from "./request-target.ts";
import { type Route, watchRoutes } from "./route-table.ts";
import { appRoutes } from "./routes/apps.ts";
import { commandRoutes } from "./routes/commands.ts";
import { endNodeRoutes } from "./routes/end-nodes.ts";
import { installationRoutes } from "./routes/installations.ts";
import { mqttEndpointRoute } from "./routes/mqtt-endpoint.ts";
import { onboardingRoute } from "./routes/onboardings.ts";
import { serverCodeRoutes } from "./routes/server-code.ts";
import { stateHistoryRoutes } from "./routes/state-history.ts";
import { stateRoutes } from "./routes/states.ts";
import { thingSettingRoutes } from "./routes/thing-settings.ts";
import { thingTypeRoutes } from "./routes/thing-types.ts";
import { thingRoutes } from "./routes/things.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { traitAliasRoutes } from "./routes/trait-aliases.ts";
import { traitRoutes } from "./routes/traits.ts";
import { triggerRoutes } from "./routes/triggers.ts";
import { userRoutes } from "./routes/users.ts";

/** The one route table: the same for HTTP, HTTPS and, through `inject`, the API over MQTT. */
export interface HttpApi {
	readonly app: FastifyInstance;
	readonly routes: readonly Route[];
}

/** Builds the API; it listens nowhere yet (`listen.ts`). */
export async function buildHttp(deps: HttpDeps): Promise<HttpApi> {
	const app = Fastify({
		bodyLimit: deps.maxBodySize,
		logger: false,
		frameworkErrors: sendFrameworkError,
		rewriteUrl: ({ url = "/" }) => requestTarget(url),
		routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 512 },
		ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
	}).withTypeProvider<TypeBoxTypeProvider>();
	const table = watchRoutes(app);
	addKiiHeaders(app);
	addErrorHandler(app, deps);
	addContentEncoding(app, deps);
	addBodyParser(app);
	addAuthentication(app, deps);

	healthRoute(app, deps);
	caRoute(app, deps);
	appRoutes(app);
	tokenRoutes(app, deps);
	userRoutes(app, deps);
	thingRoutes(app, deps);
	installationRoutes(app, deps);
	mqttEndpointRoute(app, deps);
	onboardingRoute(app, deps);
	thingSettingRoutes(app, deps);
	endNodeRoutes(app, deps);
	thingTypeRoutes(app, deps);
	traitRoutes(app, deps);
	traitAliasRoutes(app, deps);
	stateRoutes(app, deps);
	commandRoutes(app, deps);
	stateHistoryRoutes(app, deps);
	triggerRoutes(app, deps);
	serverCodeRoutes(app, deps);

	table.refuseOtherMethods();
	await app.ready();
	return { app, routes: table.routes };
}
