import type { FastifyRequest } from "fastify";
import type { AclPath, EntryPath } from "../../core/access/acl-path.ts";
import { addAclEntry, removeAclEntry } from "../../core/access/change-acl.ts";
import { showAcl, showEntry, showVerb } from "../../core/access/read-acl.ts";
import { bucketAddress } from "../../core/data/bucket-address.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { knownScopeOf } from "../known-scope.ts";
import { kiiMediaType } from "../media-type.ts";
import { scopePaths } from "../scope-paths.ts";
import { inferredFrom, topicPaths } from "../topic-paths.ts";

type Target = Omit<AclPath, "scope">;
interface TargetPath {
	readonly Params: Target;
}
interface VerbPath {
	readonly Params: Target & { readonly verb: string };
}
interface Entry {
	readonly Params: Target & EntryPath;
}

/** Everything with an ACL, as a path and in words. */
const targets: readonly { readonly path: string; readonly words: string; readonly inferred?: string }[] = [
	...scopePaths.flatMap(({ path, words }) => [
		{ path, words: words.replace("of ", "") },
		{ path: `${path}/buckets/:bucketID`, words: `a bucket ${words}` },
		{ path: `${path}/buckets/:bucketID/objects/:objectID`, words: `an object ${words}` },
	]),
	...topicPaths.map(({ path, words, ...rest }) => ({ path: `${path}/:topicID`, words: `a topic ${words}`, ...rest })),
];
const unknownNames = "The code for an unknown verb or form of subject, 400 INVALID_INPUT_DATA, has no source.";
const noContent = "The status 204 is that of the removal, which a client checks.";

/** `/acl` of scopes, buckets, objects and topics (cloud-rest, section 6). */
export function aclRoutes(app: Scope, { core }: HttpDeps): void {
	const pathOf = async (request: FastifyRequest, { bucketID, objectID, topicID }: Target): Promise<AclPath> => {
		const scope = await knownScopeOf(core, request);
		const bucket = bucketID === undefined ? { scope } : bucketAddress(scope, bucketID);
		return { ...bucket, objectID, topicID };
	};

	for (const { path, words, inferred } of targets) {
		const verb = `${path}/acl/:verb`;
		const entry = `${verb}/:subject`;
		const of = `the ACL of ${words}`;
		app.get<TargetPath>(
			`${path}/acl`,
			{ config: { call: `Get ${of}`, ...inferredFrom(inferred) } },
			async (request, reply) => {
				reply.type(kiiMediaType("ACLRetrievalResponse"));
				return showAcl(core, request.caller, await pathOf(request, request.params));
			},
		);

		app.get<VerbPath>(
			verb,
			{
				config: { call: `Get one verb of ${of}`, ...inferredFrom(unknownNames, inferred) },
			},
			async (request, reply) => {
				const { params } = request;
				reply.type(kiiMediaType("ACLVerbRetrievalResponse"));
				return showVerb(core, request.caller, await pathOf(request, params), params.verb);
			},
		);

		app.get<Entry>(
			entry,
			{
				config: { call: `Get one entry of ${of}`, ...inferredFrom(unknownNames, inferred) },
			},
			async (request, reply) => {
				const { params } = request;
				reply.type(kiiMediaType("ACLSubjectRetrievalResponse"));
				return showEntry(core, request.caller, await pathOf(request, params), params);
			},
		);

		app.put<Entry>(
			entry,
			{
				config: { call: `Add an entry to ${of}`, ...inferredFrom(noContent, unknownNames, inferred) },
			},
			async (request, reply) => {
				const { params } = request;
				await addAclEntry(core, request.caller, await pathOf(request, params), params);
				return reply.code(204).send();
			},
		);

		app.delete<Entry>(
			entry,
			{
				config: { call: `Remove an entry from ${of}`, ...inferredFrom(unknownNames, inferred) },
			},
			async (request, reply) => {
				const { params } = request;
				await removeAclEntry(core, request.caller, await pathOf(request, params), params);
				return reply.code(204).send();
			},
		);
	}
}
