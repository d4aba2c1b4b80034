import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { resolveScope } from "../../core/access/object-scope.ts";
import { invalidInput } from "../../core/errors.ts";
import { deleteGroup } from "../../core/group/delete-group.ts";
import {
	addMember,
	changeGroupOwner,
	type Group,
	membersOf,
	removeMember,
	renameGroup,
} from "../../core/group/group.ts";
import { accessGroup, manageGroup, mayUseGroups } from "../../core/group/group-access.ts";
import { listGroups } from "../../core/group/group-list.ts";
import { requestGroup } from "../../core/group/group-request.ts";
import type { Caller } from "../../core/principal.ts";
import { getUser } from "../../core/user.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType } from "../media-type.ts";

// Any characters, as the guide says; the lengths count characters, not bytes.
const name = Type.String({ minLength: 1, maxLength: 190 });
const Creation = Type.Object({
	name,
	owner: Type.Optional(Type.String()),
	members: Type.Optional(Type.Array(Type.String())),
});
const OwnerChange = Type.Object({ owner: Type.String() });
/** As text, which is what is documented, or as JSON. */
const Name = Type.Union([name, Type.Object({ name })]);
const ListQuery = Type.Object({ is_member: Type.Optional(Type.String()), owner: Type.Optional(Type.String()) });
const Params = Type.Object({ appID: Type.String(), group: Type.String() });
const MemberParams = Type.Object({ appID: Type.String(), group: Type.String(), user: Type.String() });
const groups = "/api/apps/:appID/groups";
const group = `${groups}/:group`;
const member = `${group}/members/:user`;

function groupView({ groupID, name, owner }: Group): Record<string, unknown> {
	return { groupID, name, ...(owner === undefined ? {} : { owner }) };
}

/** `/groups`: groups and their members (cloud-rest, 3.2; Kii guide, "Managing Groups"). */
export function groupRoutes(app: Scope, { core }: HttpDeps): void {
	/** The user ID that an identifier means: that, `me`, `LOGIN_NAME:…`, … */
	const userIDOf = async (caller: Caller, identifier: string): Promise<string> => {
		const scope = await resolveScope(core, caller, { user: identifier });
		if (scope.type !== "user") throw invalidInput({ userID: "is no user's" });
		return scope.id;
	};
	const create = async (
		request: FastifyRequest,
		reply: FastifyReply,
		given: { name: string; owner?: string; members?: string[] },
		groupID?: string,
	) => {
		const { group, notFoundUsers } = await requestGroup(core, request.caller, { ...given, groupID });
		const path = `/api/apps/${request.caller.appID}/groups/${group.groupID}`;
		reply.code(201).header("location", locationOf(request, path)).type(kiiMediaType("GroupCreationResponse"));
		return { groupID: group.groupID, notFoundUsers };
	};

	app.post(
		groups,
		{
			schema: { body: Creation },
			config: { call: "Create a group", inferred: "No source says whether a user may name another owner: it may." },
		},
		async (request, reply) => create(request, reply, request.body),
	);

	app.put(
		group,
		{
			schema: { params: Params, body: Creation },
			config: {
				call: "Create a group with an ID of the client's choice",
				inferred: "No source says whether a user may name another owner: it may.",
			},
		},
		async (request, reply) => create(request, reply, request.body, request.params.group),
	);

	app.get(
		groups,
		{
			schema: { querystring: ListQuery },
			config: {
				call: "List the groups that a user is a member of, or owns",
				inferred: "Without either, the administrator gets all groups, others 401. Any user may ask about any.",
			},
		},
		async (request, reply) => {
			const { caller, query } = request;
			mayUseGroups(caller);
			const isMember = query.is_member === undefined ? undefined : await userIDOf(caller, query.is_member);
			const owner = query.owner === undefined ? undefined : await userIDOf(caller, query.owner);
			const found = await listGroups(core, caller, { isMember, owner });
			reply.type(kiiMediaType("GroupsRetrievalResponse"));
			return { groups: found.map(groupView) };
		},
	);

	app.get(group, { schema: { params: Params }, config: { call: "Get a group" } }, async (request, reply) => {
		const found = await accessGroup(core, request.caller, request.params.group);
		reply.type(kiiMediaType("GroupRetrievalResponse"));
		return groupView(found);
	});

	app.delete(group, { schema: { params: Params }, config: { call: "Delete a group" } }, async (request, reply) => {
		const { groupID } = await manageGroup(core, request.caller, request.params.group);
		await deleteGroup(core, request.caller.appID, groupID);
		return reply.code(204).send();
	});

	app.get(
		`${group}/members`,
		{ schema: { params: Params }, config: { call: "List the members of a group" } },
		async (request, reply) => {
			const { groupID } = await accessGroup(core, request.caller, request.params.group);
			const members = await membersOf(core, request.caller.appID, groupID);
			reply.type(kiiMediaType("MembersRetrievalResponse"));
			return { members: members.map((userID) => ({ userID })) };
		},
	);

	app.put(
		member,
		{ schema: { params: MemberParams }, config: { call: "Add a member to a group" } },
		async (request, reply) => {
			const { caller, params } = request;
			const { groupID } = await manageGroup(core, caller, params.group);
			await addMember(core, caller.appID, groupID, await userIDOf(caller, params.user));
			return reply.code(204).send();
		},
	);

	app.delete(
		member,
		{
			schema: { params: MemberParams },
			config: {
				call: "Remove a member from a group",
				inferred: "No source says that its owner cannot be removed: it can, and stays the owner.",
			},
		},
		async (request, reply) => {
			const { caller, params } = request;
			mayUseGroups(caller);
			const userID = await userIDOf(caller, params.user);
			const { groupID } = await manageGroup(core, caller, params.group, userID);
			await removeMember(core, caller.appID, groupID, userID);
			return reply.code(204).send();
		},
	);

	app.put(
		`${group}/owner`,
		{ schema: { params: Params, body: OwnerChange }, config: { call: "Change the owner of a group" } },
		async (request, reply) => {
			const { caller, params, body } = request;
			const { groupID } = await manageGroup(core, caller, params.group);
			const { userID } = await getUser(core, caller.appID, body.owner);
			await changeGroupOwner(core, caller.appID, groupID, userID);
			// 200, not 204 (REST reference, "Owner")
			return reply.code(200).send();
		},
	);

	app.put(
		`${group}/name`,
		{ schema: { params: Params, body: Name }, config: { call: "Rename a group" } },
		async (request, reply) => {
			const { caller, params, body } = request;
			const { groupID } = await manageGroup(core, caller, params.group);
			await renameGroup(core, caller.appID, groupID, typeof body === "string" ? body : body.name);
			return reply.code(204).send();
		},
	);
}
