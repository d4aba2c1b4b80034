import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance } from "fastify";
import type { HttpDeps } from "./context.ts";
import { advertisedRoutes } from "./control/advertised.ts";
import { appControlRoutes } from "./control/apps.ts";
import { caRoute } from "./control/ca.ts";
import { clockRoutes } from "./control/clock.ts";
import { eventsRoute } from "./control/events-route.ts";
import { faultRoutes } from "./control/faults.ts";
import { healthRoute } from "./control/health.ts";
import { indexRoute } from "./control/index-route.ts";
import { journalRoutes } from "./control/journal.ts";
import { openApiRoute } from "./control/openapi.ts";
import { pushRecordRoutes } from "./control/push-records.ts";
import { resetRoute } from "./control/reset.ts";
import { seedRoutes } from "./control/seed.ts";
import { snapshotRoutes } from "./control/snapshot.ts";
import { addStrictBodies } from "./control/strict-body.ts";
import { addStrictQueries } from "./control/strict-query.ts";
import { verificationCodeRoutes } from "./control/verification-codes.ts";
import { addActivity } from "./plugins/activity.ts";
import { addApiFaults } from "./plugins/api-faults.ts";
import { addAppGate } from "./plugins/app-gate.ts";
import { addAuthentication } from "./plugins/authenticate.ts";
import { addBodyParser } from "./plugins/body-parser.ts";
import { addContentEncoding } from "./plugins/content-encoding.ts";
import { addDate } from "./plugins/date.ts";
import { addErrorHandler, sendFrameworkError } from "./plugins/error-handler.ts";
import { addControlGuard } from "./plugins/guard-control.ts";
import { addHeadRequests, getForHead } from "./plugins/head-requests.ts";
import { addJournal, recordFrameworkError } from "./plugins/journal.ts";
import { addKiiHeaders } from "./plugins/kii-headers.ts";
import { addPercentSigns } from "./plugins/percent-signs.ts";
import { requestMethod, requestTarget } from "./request-target.ts";
import { type Route, watchRoutes } from "./route-table.ts";
import { aclRoutes } from "./routes/acl.ts";
import { appParameterRoutes } from "./routes/app-parameters.ts";
import { appRoutes } from "./routes/apps.ts";
import { bucketSubscriptionRoutes } from "./routes/bucket-subscriptions.ts";
import { bucketRoutes } from "./routes/buckets.ts";
import { commandRoutes } from "./routes/commands.ts";
import { directPushRoutes } from "./routes/direct-push.ts";
import { endNodeRoutes } from "./routes/end-nodes.ts";
import { groupRoutes } from "./routes/groups.ts";
import { installationRoutes } from "./routes/installations.ts";
import { mqttEndpointRoute } from "./routes/mqtt-endpoint.ts";
import { objectBodyRoutes } from "./routes/object-bodies.ts";
import { objectBodyUploadRoutes } from "./routes/object-body-uploads.ts";
import { objectQueryRoutes } from "./routes/object-query.ts";
import { objectRoutes } from "./routes/objects.ts";
import { onboardingRoute } from "./routes/onboardings.ts";
import { outOfScopeRoutes } from "./routes/out-of-scope.ts";
import { passwordResetRoutes } from "./routes/password-reset.ts";
import { serverCodeRoutes } from "./routes/server-code.ts";
import { stateHistoryRoutes } from "./routes/state-history.ts";
import { stateRoutes } from "./routes/states.ts";
import { thingOwnershipRoutes } from "./routes/thing-ownership.ts";
import { thingQueryRoutes } from "./routes/thing-query.ts";
import { thingSettingRoutes } from "./routes/thing-settings.ts";
import { thingStatusRoutes } from "./routes/thing-status.ts";
import { thingTypeRoutes } from "./routes/thing-types.ts";
import { thingRoutes } from "./routes/things.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { topicPushRoutes } from "./routes/topic-push.ts";
import { topicSubscriptionRoutes } from "./routes/topic-subscriptions.ts";
import { topicRoutes } from "./routes/topics.ts";
import { traitAliasRoutes } from "./routes/trait-aliases.ts";
import { traitRoutes } from "./routes/traits.ts";
import { triggerRoutes } from "./routes/triggers.ts";
import { userAddressRoutes } from "./routes/user-addresses.ts";
import { userPasswordRoutes } from "./routes/user-password.ts";
import { userRoutes } from "./routes/users.ts";
import { validatorCompiler } from "./validator.ts";

/** The one route table: the same for HTTP, HTTPS and, through `inject`, the API over MQTT. */
export interface HttpApi {
	readonly app: FastifyInstance;
	readonly routes: readonly Route[];
}

/** Builds the API; it listens nowhere yet (`listen.ts`). */
export async function buildHttp(deps: HttpDeps): Promise<HttpApi> {
	const app = Fastify({
		bodyLimit: deps.maxBodySize,
		exposeHeadRoutes: false,
		logger: false,
		frameworkErrors(error, request, reply) {
			sendFrameworkError(error, request, reply);
			recordFrameworkError(deps, request, reply);
		},
		rewriteUrl(request) {
			// Before the route is looked up, which is by method, too.
			request.method = requestMethod(request.method ?? "GET", request.headers["x-http-method-override"]);
			const target = requestTarget(request.url ?? "/");
			getForHead(request as IncomingMessage, target, table);
			return target;
		},
		routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 512 },
	}).withTypeProvider<TypeBoxTypeProvider>();
	app.setValidatorCompiler(validatorCompiler);
	// Schemas of answers are for the documentation of the control API: to compile them would take longer than to start.
	app.setSerializerCompiler(() => (data) => JSON.stringify(data));
	addStrictBodies(app);
	const table = watchRoutes(app);
	addKiiHeaders(app, deps);
	addHeadRequests(app);
	addDate(app, deps);
	addPercentSigns(app);
	addErrorHandler(app, deps, table);
	addControlGuard(app, deps);
	addStrictQueries(app);
	addApiFaults(app, deps);
	addContentEncoding(app);
	addBodyParser(app);
	addAppGate(app, deps);
	addAuthentication(app, deps);
	addJournal(app, deps);
	addActivity(app, deps);

	healthRoute(app, deps);
	caRoute(app, deps);
	advertisedRoutes(app, deps);
	appControlRoutes(app, deps);
	resetRoute(app, deps);
	clockRoutes(app, deps);
	seedRoutes(app, deps);
	journalRoutes(app, deps);
	eventsRoute(app);
	snapshotRoutes(app, deps);
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
	aclRoutes(app, deps);
	appParameterRoutes(app, deps);
	bucketSubscriptionRoutes(app, deps);
	bucketRoutes(app, deps);
	directPushRoutes(app, deps);
	groupRoutes(app, deps);
	objectBodyRoutes(app, deps);
	objectBodyUploadRoutes(app, deps);
	objectQueryRoutes(app, deps);
	objectRoutes(app, deps);
	outOfScopeRoutes(app, deps);
	passwordResetRoutes(app, deps);
	thingOwnershipRoutes(app, deps);
	thingQueryRoutes(app, deps);
	thingStatusRoutes(app, deps);
	topicRoutes(app, deps);
	topicSubscriptionRoutes(app, deps);
	topicPushRoutes(app, deps);
	userAddressRoutes(app, deps);
	userPasswordRoutes(app, deps);
	pushRecordRoutes(app, deps);
	verificationCodeRoutes(app, deps);
	faultRoutes(app, deps);
	openApiRoute(app, deps, table);
	indexRoute(app, deps, table);

	await app.ready();
	return { app, routes: table.routes };
}
