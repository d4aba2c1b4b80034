import { onlyAdmin } from "../../core/only-admin.ts";
import { sentCodes } from "../../core/user/sent-codes.ts";
import type { HttpDeps, Scope } from "../context.ts";

/** `GET /_emulator/apps/{appID}/verification-codes`: what would have been sent by e-mail or SMS. */
export function verificationCodeRoutes(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/_emulator/apps/:appID/verification-codes",
		{ config: { call: "Verification codes that would have been sent, the newest first" } },
		async (request) => {
			onlyAdmin(request.caller);
			return { codes: await sentCodes(core, request.caller.appID) };
		},
	);
}
