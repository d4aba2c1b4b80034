import { Type } from "typebox";
import { appParameter } from "../../core/app-parameters.ts";
import { onlyAdmin, onlyKnown } from "../../core/only-admin.ts";
import { unauthorized } from "../../core/principal.ts";
import {
	pendingOf,
	resendVerification,
	resetVerification,
	verifyAddress,
	withoutAddress,
} from "../../core/user/address-verification.ts";
import { changeAddresses } from "../../core/user/update-user.ts";
import { maySeeAll, namedUser, ownUser } from "../../core/user/user-access.ts";
import { addressOf, type VerifiableField, verifiedAddress } from "../../core/user/user-address.ts";
import { checkedEmailAddress, checkedPhoneNumber } from "../../core/user/user-fields.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const UserParams = Type.Object({ appID: Type.String(), user: Type.String() });
const AddressModificationRequest = Type.Object({
	emailAddress: Type.Optional(Type.String()),
	phoneNumber: Type.Optional(Type.String()),
	verified: Type.Optional(Type.Boolean()),
});
const AddressVerificationRequest = Type.Object({ verificationCode: Type.String() });

/** `/users/{user}/email-address` and `/users/{user}/phone-number` (REST reference). */
export function userAddressRoutes(app: Scope, deps: HttpDeps): void {
	addressRoutes(app, deps, "emailAddress", "email-address", "EmailAddress", "e-mail address");
	addressRoutes(app, deps, "phoneNumber", "phone-number", "PhoneNumber", "phone number");
}

function addressRoutes(
	app: Scope,
	{ core }: HttpDeps,
	field: VerifiableField,
	path: string,
	type: string,
	words: string,
): void {
	const url = `/api/apps/:appID/users/:user/${path}`;

	app.get(
		url,
		{ schema: { params: UserParams }, config: { call: `Get the ${words} of a user` } },
		async (request, reply) => {
			const { caller } = request;
			onlyKnown(caller);
			const user = await namedUser(core, caller, request.params.user);
			if (!maySeeAll(caller, user) && !(await appParameter(core, caller.appID, "exposeFullUserDataToOthers"))) {
				throw unauthorized(caller);
			}
			const value = addressOf(user, field);
			if (value === undefined) throw withoutAddress(caller.appID, user, field);
			reply.type(kiiMediaType(`${type}RetrievalResponse`));
			return { [field]: value, verified: verifiedAddress(user, field) !== undefined };
		},
	);

	app.put(
		url,
		{
			schema: { params: UserParams, body: AddressModificationRequest },
			config: { call: `Change the ${words} of a user` },
		},
		async (request, reply) => {
			const { caller, body } = request;
			const { userID, profile } = await ownUser(core, caller, request.params.user);
			const verified = body.verified === true;
			if (verified) onlyAdmin(caller);
			const country = typeof profile.country === "string" ? profile.country : undefined;
			const value =
				field === "emailAddress"
					? checkedEmailAddress(body.emailAddress ?? "")
					: checkedPhoneNumber(body.phoneNumber ?? "", country);
			await changeAddresses(core, caller.appID, userID, { [field]: value }, undefined, verified);
			return reply.code(204).send();
		},
	);

	// Whoever has the code may send it, logged in or not, as documented.
	app.post(
		`${url}/verify`,
		{
			schema: { params: UserParams, body: AddressVerificationRequest },
			config: {
				call: `Verify the ${words} of a user`,
				inferred: "The values of `verificationStatus` are not known: it is VERIFIED.",
			},
		},
		async (request, reply) => {
			const { appID } = request.caller;
			const { userID } = await namedUser(core, request.caller, request.params.user);
			await verifyAddress(core, appID, userID, field, request.body.verificationCode);
			reply.type(kiiMediaType("AddressVerificationResponse"));
			return { verificationStatus: "VERIFIED" };
		},
	);

	app.post(
		`${url}/resend-verification`,
		{ schema: { params: UserParams }, config: { call: `Send the verification code of the ${words} again` } },
		async (request, reply) => {
			const user = await namedUser(core, request.caller, request.params.user);
			await resendVerification(core, request.caller.appID, user, field);
			return reply.code(204).send();
		},
	);

	app.get(
		`${url}/verification-code`,
		{ schema: { params: UserParams }, config: { call: `Get the verification code of the ${words}` } },
		async (request, reply) => {
			onlyAdmin(request.caller);
			const user = await namedUser(core, request.caller, request.params.user);
			reply.type(kiiMediaType("VerificationCodeRetrievalResponse"));
			return { verificationCode: pendingOf(request.caller.appID, user, field).code };
		},
	);

	app.post(
		`${url}/reset-verification-code`,
		{ schema: { params: UserParams }, config: { call: `Replace the verification code of the ${words}` } },
		async (request, reply) => {
			onlyAdmin(request.caller);
			const { userID } = await namedUser(core, request.caller, request.params.user);
			reply.type(kiiMediaType("ResetVerificationCodeResponse"));
			return { verificationCode: await resetVerification(core, request.caller.appID, userID, field) };
		},
	);
}
