import { Type } from "typebox";
import { changePassword } from "../../core/user/user-password.ts";
import type { HttpDeps, Scope } from "../context.ts";

const text = Type.Optional(Type.String());
const ChangePasswordRequest = Type.Object({ oldPassword: text, newPassword: text });
const UserParams = Type.Object({ appID: Type.String(), user: Type.String() });

/** `/users/{user}/password` (Kii guides, "Changing the user password" and "Admin features"). */
export function userPasswordRoutes(app: Scope, { core }: HttpDeps): void {
	app.put(
		"/api/apps/:appID/users/:user/password",
		{ schema: { params: UserParams, body: ChangePasswordRequest }, config: { call: "Change the password of a user" } },
		async (request, reply) => {
			await changePassword(core, request.caller, request.params.user, request.body);
			return reply.code(204).send();
		},
	);
}
