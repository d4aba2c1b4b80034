import { Type } from "typebox";
import { completePasswordReset, requestPasswordReset } from "../../core/user/password-reset.ts";
import { namedUser } from "../../core/user/user-access.ts";
import type { HttpDeps, Scope } from "../context.ts";

// Type.Null: fastify has null where there is no body, which means EMAIL.
const ResetPasswordRequest = Type.Union([
	Type.Object({
		notificationMethod: Type.Optional(Type.Union([Type.Literal("EMAIL"), Type.Literal("SMS")])),
		smsResetMethod: Type.Optional(Type.Union([Type.Literal("URL"), Type.Literal("PIN")])),
	}),
	Type.Null(),
]);
const CompletePasswordResetRequest = Type.Object({
	pinCode: Type.String(),
	newPassword: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
const UserParams = Type.Object({ appID: Type.String(), user: Type.String() });

/** `/users/{user}/password/…-reset` (Kii guide, "Resetting the user password"). Nobody can be logged in for it. */
export function passwordResetRoutes(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/api/apps/:appID/users/:user/password/request-reset",
		{
			schema: { params: UserParams, body: ResetPasswordRequest },
			config: {
				call: "Ask for a password reset",
				inferred:
					"A PIN code is made for a reset by link, too: nothing is sent, the administrator reads the code of either.",
			},
		},
		async (request, reply) => {
			const { userID } = await namedUser(core, request.caller, request.params.user);
			const field = request.body?.notificationMethod === "SMS" ? "phoneNumber" : "emailAddress";
			await requestPasswordReset(core, request.caller.appID, userID, field);
			return reply.code(204).send();
		},
	);

	app.post(
		"/api/apps/:appID/users/:user/password/complete-reset",
		{
			schema: { params: UserParams, body: CompletePasswordResetRequest },
			config: { call: "Complete a password reset with its PIN code" },
		},
		async (request, reply) => {
			const { pinCode, newPassword } = request.body;
			const { userID } = await namedUser(core, request.caller, request.params.user);
			await completePasswordReset(core, request.caller.appID, userID, pinCode, newPassword ?? undefined);
			return reply.code(204).send();
		},
	);
}
