import { bodyETag, integrityNotAssured } from "../../core/data/body/body-etag.ts";
import { deleteBody, getBody, putBody } from "../../core/data/body/object-body.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { ObjectParams, objectAddressOf, objectPath } from "../object-address.ts";
import { rawBody } from "../raw-body.ts";
import { scopePaths } from "../scope-paths.ts";
import { sendBody } from "../send-body.ts";
import { objectBodyMoveRoute } from "./object-body-move.ts";
import { objectBodyPublicationRoutes } from "./object-body-publications.ts";

/** `/body` of objects (cloud-rest, section 5; REST reference, "Body"). */
export function objectBodyRoutes(app: Scope, deps: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		const body = { path: `${path}${objectPath}/body`, words: `an object ${words}` };
		bodyRoutes(app, deps, body);
		objectBodyMoveRoute(app, deps, body);
	}
	objectBodyPublicationRoutes(app, deps);
}

function bodyRoutes(
	app: Scope,
	{ core, maxObjectBody }: HttpDeps,
	{ path, words }: { readonly path: string; readonly words: string },
): void {
	app.put(
		path,
		{
			schema: { params: ObjectParams },
			bodyLimit: maxObjectBody,
			config: {
				call: `Set the body of ${words}`,
				rawBody: true,
				bodyLimitSetting: "max-object-body",
				inferred: "Name of the reply's media type; `If-Match` is none of the reference's headers.",
			},
		},
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			const body = await putBody(core, request.caller, address, {
				bytes: rawBody(request),
				contentType: request.headers["content-type"],
				ifMatch: request.headers["if-match"],
			});
			reply.header("etag", bodyETag(body)).type(kiiMediaType("ObjectBodyUpdateResponse"));
			return { modifiedAt: body.modifiedAt };
		},
	);

	app.get(
		path,
		{ schema: { params: ObjectParams }, config: { call: `Get the body of ${words}, or a range of it; HEAD, too` } },
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			const open = await getBody(core, request.caller, address);
			return sendBody(request, reply, open, () =>
				integrityNotAssured(request.caller.appID, address, "The body is not the one of If-Match"),
			);
		},
	);

	app.delete(
		path,
		{ schema: { params: ObjectParams }, config: { call: `Delete the body of ${words}` } },
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			await deleteBody(core, request.caller, address, request.headers["if-match"]);
			return reply.code(204).send();
		},
	);
}
