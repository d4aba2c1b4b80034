import { Type } from "typebox";
import { commitUpload } from "../../core/data/upload/commit-upload.ts";
import { bytesOf } from "../../core/data/upload/pieces.ts";
import { cancelUpload, startUpload, uploadFor } from "../../core/data/upload/upload.ts";
import { putChunk } from "../../core/data/upload/upload-chunk.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";
import { ObjectParams, objectAddressOf, objectPath } from "../object-address.ts";
import { rawBody } from "../raw-body.ts";
import { scopePaths } from "../scope-paths.ts";

const StartRequest = Type.Union([
	// No body at all.
	Type.Null(),
	Type.Object({ clientHash: Type.Optional(Type.String({ maxLength: 1024 })) }),
]);
const UploadParams = Type.Object({ ...ObjectParams.properties, uploadID: Type.String() });

/** `/body/uploads` of objects (Kii guide, "Resumable Transfer"; REST reference, "Uploads"). */
export function objectBodyUploadRoutes(app: Scope, deps: HttpDeps): void {
	for (const { path, words } of scopePaths) {
		uploadRoutes(app, deps, `${path}${objectPath}/body/uploads`, `the body of an object ${words}`);
	}
}

function uploadRoutes(app: Scope, { core, maxObjectBody }: HttpDeps, path: string, words: string): void {
	app.post(
		path,
		{
			schema: { params: ObjectParams, body: StartRequest },
			config: {
				call: `Start to upload ${words} in chunks`,
				inferred:
					"Who may write the object may upload, as live tests do; the reference says: only the administrator. `clientHash` is kept without effect.",
			},
		},
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			const { uploadID } = await startUpload(core, request.caller, address, request.body?.clientHash);
			reply.type(kiiMediaType("StartObjectBodyUploadResponse"));
			return { uploadID };
		},
	);

	app.get(
		`${path}/:uploadID`,
		{
			schema: { params: UploadParams },
			config: {
				call: `Get the state of an upload of ${words}; HEAD, too`,
				inferred: "That it is there is known; what it says is not.",
			},
		},
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			const { value } = await uploadFor(core, request.caller, address, request.params.uploadID);
			const { uploadID, clientHash, contentType, total, pieces, startedAt, expiresAt } = value;
			reply.type(kiiMediaType("ObjectBodyUploadRetrievalResponse"));
			return { uploadID, clientHash, contentType, total, received: bytesOf(pieces), startedAt, expiresAt };
		},
	);

	app.put(
		`${path}/:uploadID/data`,
		{
			schema: { params: UploadParams },
			bodyLimit: maxObjectBody,
			config: {
				call: `Upload a chunk of ${words}`,
				rawBody: true,
				bodyLimitSetting: "max-object-body",
				inferred: "What chunks out of order, overlapping ones and wrong ranges get.",
			},
		},
		async (request, reply) => {
			const { uploadID } = request.params;
			const address = await objectAddressOf(core, request, request.params);
			const chunk = {
				bytes: rawBody(request),
				contentRange: request.headers["content-range"],
				contentType: request.headers["content-type"],
			};
			await putChunk(core, request.caller, address, uploadID, chunk, maxObjectBody);
			return reply.code(204).send();
		},
	);

	app.post(
		`${path}/:uploadID/status/committed`,
		{
			schema: { params: UploadParams },
			config: {
				call: `Complete an upload of ${words}`,
				inferred: "That a commit with bytes missing, or with another version in its header `ETag`, gets 412.",
			},
		},
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			const { etag, "if-match": ifMatch } = request.headers;
			const expected = ifMatch ?? (typeof etag === "string" ? etag : undefined);
			await commitUpload(core, request.caller, address, request.params.uploadID, expected);
			return reply.code(204).send();
		},
	);

	app.post(
		`${path}/:uploadID/status/cancelled`,
		{ schema: { params: UploadParams }, config: { call: `Cancel an upload of ${words}` } },
		async (request, reply) => {
			const address = await objectAddressOf(core, request, request.params);
			await cancelUpload(core, request.caller, address, request.params.uploadID);
			return reply.code(204).send();
		},
	);
}
