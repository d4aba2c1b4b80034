import { Type } from "typebox";
import { onlyAdmin } from "../../core/only-admin.ts";
import { listPushRecords } from "../../core/push/push-record.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Query = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
});

const Answer = Type.Object({
	pushRecords: Type.Array(
		Type.Object({
			kind: Type.String({ description: "PUSH_TO_APP, PUSH_TO_USER or DIRECT_PUSH" }),
			pushMessageID: Type.Optional(Type.String()),
			network: Type.String(),
			deviceType: Type.String(),
			installationID: Type.String(),
			installationRegistrationID: Type.String(),
			userID: Type.Optional(Type.String()),
			thingID: Type.Optional(Type.String()),
			development: Type.Boolean(),
			sentAt: Type.Integer({ description: "Unix milliseconds" }),
			payload: Type.Unknown(),
		}),
	),
	nextPaginationKey: Type.Optional(Type.String()),
});

/** `GET /_emulator/apps/{appID}/push-records`: what FCM, APNs and JPush would have got, the newest first. */
export function pushRecordRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/_emulator/apps/:appID/push-records",
		{
			schema: { querystring: Query, response: { 200: Answer } },
			config: { call: "Messages that FCM, APNs and JPush would have got", admin: true },
		},
		async (request) => {
			const { caller, query } = request;
			onlyAdmin(caller);
			return listPushRecords(core, caller.appID, query);
		},
	);
}
