import { Type } from "typebox";
import { onlyAdmin } from "../../core/only-admin.ts";
import { sentCodes } from "../../core/user/sent-codes.ts";
import type { HttpDeps, Scope } from "../context.ts";

const Answer = Type.Object({
	codes: Type.Array(
		Type.Object({
			createdAt: Type.Integer({ description: "Unix milliseconds" }),
			userID: Type.String(),
			purpose: Type.String(),
			address: Type.String({ description: "The e-mail address or phone number it is for" }),
			code: Type.String(),
		}),
	),
});

/** `GET /_emulator/apps/{appID}/verification-codes`: what would have been sent by e-mail or SMS. */
export function verificationCodeRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/_emulator/apps/:appID/verification-codes",
		{
			schema: { response: { 200: Answer } },
			config: { call: "Verification codes that would have been sent, the newest first", admin: true },
		},
		async (request) => {
			onlyAdmin(request.caller);
			return { codes: await sentCodes(core, request.caller.appID) };
		},
	);
}
