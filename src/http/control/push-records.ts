import { Type } from "typebox";
import { onlyAdmin } from "../../core/only-admin.ts";
import { listPushRecords } from "../../core/push/push-record.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Query = Type.Object({
	bestEffortLimit: Type.Optional(Type.String()),
	paginationKey: Type.Optional(Type.String()),
});

/** `GET /_emulator/apps/{appID}/push-records`: what FCM, APNs and JPush would have got, the newest first. */
export function pushRecordRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/_emulator/apps/:appID/push-records",
		{ schema: { querystring: Query }, config: { call: "Messages that FCM, APNs and JPush would have got" } },
		async (request) => {
			const { caller, query } = request;
			onlyAdmin(caller);
			return listPushRecords(core, caller.appID, query);
		},
	);
}
