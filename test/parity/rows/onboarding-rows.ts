import { app, basic, json, kii, type Request, type Row, type World } from "./row.ts";

function onboarding(type: string, authorization: (world: World) => string, body: (world: World) => object) {
	return (world: World): Request => ({
		method: "POST",
		path: `${app}/onboardings`,
		headers: { Authorization: authorization(world), "Content-Type": type },
		body: JSON.stringify(body(world)),
	});
}

const asOwner = ({ ownerToken }: World) => `Bearer ${ownerToken}`;
const asThing = ({ thing }: World) => `Bearer ${thing.accessToken}`;
const asAnyone = () => basic;
const byThing = { vendorThingID: "parity", thingPassword: "pw" };

export const onboardingRows: readonly Row[] = [
	{
		name: "a new thing onboards itself by vendorThingID",
		request: onboarding(kii("OnboardingWithVendorThingIDByThing"), asAnyone, () => byThing),
		status: 200,
	},
	{
		name: "and again, under a media type in other letter case",
		request: onboarding(kii("onboardingWithVendorThingIDByThing"), asAnyone, () => byThing),
		status: 200,
	},
	{
		name: "a thing onboards itself by thingID, with its own token",
		request: onboarding(kii("OnboardingWithThingIDByThing"), asThing, ({ thing }) => ({
			thingID: thing.thingID,
			thingPassword: "secret",
		})),
		status: 200,
	},
	{
		name: "an owner onboards by vendorThingID, with every key",
		request: onboarding(kii("OnboardingWithVendorThingIDByOwner"), asOwner, ({ owner }) => ({
			...byThing,
			vendorThingID: "parity-2",
			owner: owner.issuer,
			thingType: "lamp",
			firmwareVersion: "1",
			layoutPosition: "STANDALONE",
			thingProperties: { color: "red" },
			dataGroupingInterval: "1_MINUTE",
		})),
		status: 200,
	},
	{
		name: "an owner onboards by thingID",
		request: onboarding(kii("OnboardingWithThingIDByOwner"), asOwner, ({ owner, thing }) => ({
			thingID: thing.thingID,
			thingPassword: "secret",
			owner: owner.issuer.toUpperCase().replace(owner.userID.toUpperCase(), owner.userID),
		})),
		status: 200,
	},
	{
		name: "a wrong thing password",
		request: onboarding(kii("OnboardingWithVendorThingIDByThing"), asAnyone, () => ({
			...byThing,
			thingPassword: "no",
		})),
		status: 403,
		errorCode: "WRONG_PASSWORD",
	},
	{
		name: "an unknown thingID",
		request: onboarding(kii("OnboardingWithThingIDByThing"), asAnyone, () => ({
			thingID: "th.no",
			thingPassword: "pw",
		})),
		status: 404,
		errorCode: "THING_NOT_FOUND",
	},
	{
		name: "an owner that is somebody else",
		request: onboarding(
			kii("OnboardingWithVendorThingIDByOwner"),
			({ strangerToken }) => `Bearer ${strangerToken}`,
			({ owner }) => ({ ...byThing, owner: owner.issuer }),
		),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "a missing vendorThingID",
		request: onboarding(kii("OnboardingWithVendorThingIDByThing"), asAnyone, () => ({ thingPassword: "pw" })),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a malformed vendorThingID",
		request: onboarding(kii("OnboardingWithVendorThingIDByThing"), asAnyone, () => ({
			...byThing,
			vendorThingID: "a b",
		})),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a media type that is none of onboarding",
		request: onboarding(json, asAnyone, () => byThing),
		status: 415,
		errorCode: "UNSUPPORTED_MEDIA_TYPE",
	},
];
