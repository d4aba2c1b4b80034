// What an owner's phone would do: register, take the lamp over, send it a command.
const kii = (name) => `application/vnd.kii.${name}+json`;

export async function turnPower(app, { vendorThingID, thingPassword, thingID }, power) {
	const { userID, _accessToken: token } = await app.call(
		"POST",
		`/api/apps/${app.appID}/users`,
		{ loginName: `owner-of-${vendorThingID}`, password: "1234" },
		{ contentType: kii("RegistrationAndAuthorizationRequest") },
	);
	await app.call(
		"POST",
		`/thing-if/apps/${app.appID}/onboardings`,
		{ vendorThingID, thingPassword, owner: `user:${userID}` },
		{ token, contentType: kii("OnboardingWithVendorThingIDByOwner") },
	);
	return app.call(
		"POST",
		`/thing-if/apps/${app.appID}/targets/thing:${thingID}/commands`,
		{ schema: "lamp", schemaVersion: 1, issuer: `user:${userID}`, actions: [{ turnPower: power }] },
		{ token },
	);
}
