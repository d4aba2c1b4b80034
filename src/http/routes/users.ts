import { Type } from "typebox";
import { KiiError } from "../../core/errors.ts";
import { onlyKnown } from "../../core/only-admin.ts";
import { unauthorized } from "../../core/principal.ts";
import { issueToken } from "../../core/token.ts";
import { findUser, getUser, publicUserView, registerUser, userView } from "../../core/user.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { locationOf } from "../location.ts";
import { kiiMediaType, kiiTypeOf } from "../media-type.ts";

const Registration = Type.Object({
	loginName: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9._-]{3,64}$" })),
	displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
	country: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2}$" })),
	locale: Type.Optional(Type.String()),
	emailAddress: Type.Optional(Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$", maxLength: 200 })),
	phoneNumber: Type.Optional(Type.String({ pattern: "^[A-Z0-9+-]{5,40}$" })),
	phoneNumberVerified: Type.Optional(Type.Boolean()),
	password: Type.Optional(Type.String({ pattern: "^[\\x20-\\x7E]{0,50}$" })),
});
const UserParams = Type.Object({ appID: Type.String(), user: Type.String() });

/** `/users`: registration and reading (cloud-rest, 3.1). */
export function userRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/api/apps/:appID/users",
		{
			schema: { body: Type.Optional(Registration) },
			config: {
				call: "Register a user or pseudo user",
				inferred:
					"Of the keys that the registration of a pseudo user returns besides those of the user, only `_accessToken` is known.",
			},
		},
		async (request, reply) => {
			const { appID } = request.caller;
			const { password, ...profile } = request.body ?? {};
			// Of the two media types this one asks for a token, too, and needs no password: a pseudo user (Kii guide).
			const authorize = kiiTypeOf(request.headers["content-type"]) === "registrationandauthorizationrequest";
			if (password === undefined ? !authorize : password.length < 4) {
				throw new KiiError("PASSWORD_TOO_SHORT", "The password must have at least 4 characters");
			}
			const user = await registerUser(core, appID, profile, password);
			reply
				.code(201)
				.header("location", locationOf(request, `/api/apps/${appID}/users/${user.userID}`))
				.type(kiiMediaType(authorize ? "RegistrationAndAuthorizationResponse" : "RegistrationResponse"));
			if (!authorize) return userView(user);
			const { accessToken } = await issueToken(core, appID, { kind: "user", userID: user.userID });
			return { ...userView(user), _accessToken: accessToken };
		},
	);

	app.get(
		"/api/apps/:appID/users/:user",
		{ schema: { params: UserParams }, config: { call: "Get a user" } },
		async (request, reply) => {
			const { caller } = request;
			const { appID, principal } = caller;
			onlyKnown(caller);
			const own = request.params.user.toLowerCase() === "me";
			if (own && principal.kind !== "user") throw unauthorized(caller);
			const user =
				own && principal.kind === "user"
					? await getUser(core, appID, principal.userID)
					: await findUser(core, appID, request.params.user);
			const full = principal.kind === "admin" || (principal.kind === "user" && principal.userID === user.userID);
			reply.type(kiiMediaType("UserDataRetrievalResponse"));
			return full ? userView(user) : publicUserView(user);
		},
	);
}
