import { Type } from "typebox";
import { openPublication, publishBody } from "../../core/data/body/publication.ts";
import { KiiError } from "../../core/errors.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { epochMilliseconds } from "../epoch-milliseconds.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType } from "../media-type.ts";
import { ObjectParams, objectAddressOf, objectPath } from "../object-address.ts";
import { scopePaths } from "../scope-paths.ts";
import { sendBody } from "../send-body.ts";

const PublicationRequest = Type.Union([
	// No body at all.
	Type.Null(),
	Type.Object({
		expiresAt: Type.Optional(Type.Union([Type.Number(), Type.String()])),
		expiresIn: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
	}),
]);
const PublicationParams = Type.Object({ publicationID: Type.String() });

/** `/body/publish` of objects, and the URLs it gives (Kii guide, "Publishing an Object Body"). */
export function objectBodyPublicationRoutes(app: Scope, { core }: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		app.post(
			`${path}${objectPath}/body/publish`,
			{
				schema: { params: ObjectParams, body: PublicationRequest },
				config: { call: `Publish the body of an object ${words}` },
			},
			async (request, reply) => {
				const { expiresAt, expiresIn } = request.body ?? {};
				const publication = await publishBody(
					core,
					request.caller,
					await objectAddressOf(core, request, request.params),
					{ expiresAt: expiresAt === undefined ? undefined : epochMilliseconds("expiresAt", expiresAt), expiresIn },
				);
				const { publicationID, expiresAt: end } = publication;
				const url = locationOf(request, `/api/x/${publicationID}`);
				reply.code(201).header("location", url).type(kiiMediaType("ObjectBodyPublicationResponse"));
				if (end !== undefined) reply.header("expires", new Date(end).toUTCString());
				return { publicationID, url };
			},
		);
	}

	app.get(
		"/api/x/:publicationID",
		{ schema: { params: PublicationParams }, config: { call: "Get a published body, without credentials" } },
		async (request, reply) => {
			const { publicationID } = request.params;
			const open = await openPublication(core, publicationID);
			return sendBody(request, reply, open, () => {
				const message = "The body is not the one of If-Match";
				return new KiiError("OBJECT_BODY_INTEGRITY_NOT_ASSURED", message, { publicationID });
			});
		},
	);
}
