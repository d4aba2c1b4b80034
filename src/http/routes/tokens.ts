import { Type } from "typebox";
import { login } from "../../core/login.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { appIDHeader } from "../plugins/authenticate.ts";

const expiry = Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: "^\\d{1,15}$" })]));
const TokenRequest = Type.Object({
	grant_type: Type.Optional(Type.String()),
	username: Type.Optional(Type.String()),
	password: Type.Optional(Type.String()),
	client_id: Type.Optional(Type.String()),
	client_secret: Type.Optional(Type.String()),
	refresh_token: Type.Optional(Type.String()),
	expiresAt: expiry,
	expires_at: expiry,
});

/** Log-in, under all three paths that clients use (cloud-rest 0.16 and section 2). */
export function tokenRoutes(app: Scope, { core }: HttpDeps): void {
	for (const path of ["/api/oauth2/token", "/api/apps/:app/oauth2/token", "/apps/:app/oauth2/token"]) {
		app.post(
			path,
			{
				schema: { body: TokenRequest },
				config: {
					call: "Log in",
					inferred:
						"Whether things get refresh tokens, and what sets the count of the log-in lock back, has no source.",
				},
			},
			async (request) => {
				const { app: appInPath } = request.params as { app?: string };
				// Clients spell it both ways (evidence S17).
				const { expires_at, expiresAt = expires_at, ...body } = request.body;
				// A wrong Authorization header must not keep anybody from logging in: `:app`, not `:appID`.
				return login(core, appInPath ?? appIDHeader(request), {
					...body,
					...(expiresAt === undefined ? {} : { expiresAt: Number(expiresAt) }),
				});
			},
		);
	}
}
