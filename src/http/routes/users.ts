import { Type } from "typebox";
import { appParameter } from "../../core/app-parameters.ts";
import { onlyAdmin, onlyKnown } from "../../core/only-admin.ts";
import { checkPassword } from "../../core/password.ts";
import { issueLoginToken, issueToken, type TokenSubject } from "../../core/token.ts";
import { deleteUser } from "../../core/user/delete-user.ts";
import { updateUser } from "../../core/user/update-user.ts";
import { maySeeAll, namedUser, ownUser } from "../../core/user/user-access.ts";
import { checkedUserFields } from "../../core/user/user-fields.ts";
import { setUserDisabled } from "../../core/user/user-status.ts";
import { publicUserView, registerUser, userView } from "../../core/user.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType, kiiTypeOf } from "../media-type.ts";

// What each field may hold is the core's: it depends on others, and on who asks.
// Type.Null: fastify has null where there is no body.
const UserFields = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]);
const UserStatus = Type.Object({ disabled: Type.Boolean() });
const UserParams = Type.Object({ appID: Type.String(), user: Type.String() });

/** `/users` (cloud-rest, 3.1). */
export function userRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/api/apps/:appID/users",
		{
			schema: { body: UserFields },
			config: {
				call: "Register a user or pseudo user",
				inferred: "A phone number in local form is kept in international form, which no source says.",
			},
		},
		async (request, reply) => {
			const { appID } = request.caller;
			const { password, ...body } = request.body ?? {};
			// Of the two media types this one asks for a token, too, and needs no password: a pseudo user (Kii guide).
			const authorize = kiiTypeOf(request.headers["content-type"]) === "registrationandauthorizationrequest";
			const pseudo = authorize && (password ?? undefined) === undefined;
			const { addresses, predefined, custom } = checkedUserFields(body);
			// evidence S19: PASSWORD_TOO_SHORT for none at all
			const given = pseudo ? undefined : (password ?? "");
			if (given !== undefined) checkPassword(given, "password");
			const user = await registerUser(core, appID, { ...custom, ...addresses, ...predefined }, given);
			reply
				.code(201)
				.header("location", locationOf(request, `/api/apps/${appID}/users/${user.userID}`))
				.type(kiiMediaType(authorize ? "RegistrationAndAuthorizationResponse" : "RegistrationResponse"));
			if (!authorize) return userView(user);
			const subject: TokenSubject = { kind: "user", userID: user.userID };
			// A pseudo user could not get another token: none that ends, none to refresh (Kii guide, "Refresh token").
			const { accessToken, refreshToken } = pseudo
				? await issueToken(core, appID, subject)
				: await issueLoginToken(core, appID, subject, {});
			return {
				...userView(user),
				_accessToken: accessToken,
				...(refreshToken === undefined ? {} : { _refreshToken: refreshToken }),
			};
		},
	);

	app.get(
		"/api/apps/:appID/users/:user",
		{ schema: { params: UserParams }, config: { call: "Get a user" } },
		async (request, reply) => {
			const { caller, params } = request;
			onlyKnown(caller);
			const user = await namedUser(core, caller, params.user);
			const all = maySeeAll(caller, user) || (await appParameter(core, caller.appID, "exposeFullUserDataToOthers"));
			reply.type(kiiMediaType("UserDataRetrievalResponse"));
			return all ? userView(user) : publicUserView(user);
		},
	);

	app.post(
		"/api/apps/:appID/users/:user",
		{
			schema: { params: UserParams, body: UserFields },
			config: {
				call: "Change a user, or give a pseudo user a password",
				inferred: "What a password of a user who has one gets has no source: OPERATION_NOT_ALLOWED.",
			},
		},
		async (request, reply) => {
			const { userID } = await ownUser(core, request.caller, request.params.user);
			const modifiedAt = await updateUser(core, request.caller.appID, userID, request.body ?? {});
			reply.type(kiiMediaType("UserDataRetrievalResponse"));
			return { modifiedAt };
		},
	);

	app.delete(
		"/api/apps/:appID/users/:user",
		{ schema: { params: UserParams }, config: { call: "Delete a user" } },
		async (request, reply) => {
			const { userID } = await ownUser(core, request.caller, request.params.user);
			await deleteUser(core, request.caller.appID, userID);
			return reply.code(204).send();
		},
	);

	app.get(
		"/api/apps/:appID/users/:user/status",
		{ schema: { params: UserParams }, config: { call: "Get whether a user is disabled" } },
		async (request, reply) => {
			onlyAdmin(request.caller);
			const { disabled } = await namedUser(core, request.caller, request.params.user);
			reply.type(kiiMediaType("UserStatusRetrievalResponse"));
			return { disabled };
		},
	);

	app.put(
		"/api/apps/:appID/users/:user/status",
		{ schema: { params: UserParams, body: UserStatus }, config: { call: "Disable or enable a user" } },
		async (request, reply) => {
			onlyAdmin(request.caller);
			const { userID } = await namedUser(core, request.caller, request.params.user);
			await setUserDisabled(core, request.caller.appID, userID, request.body.disabled);
			return reply.code(204).send();
		},
	);
}
