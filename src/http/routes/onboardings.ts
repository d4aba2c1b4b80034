import { type Static, Type } from "typebox";
import { invalidInput, KiiError } from "../../core/errors.ts";
import { layoutPositions, vendorThingIDPattern } from "../../core/thing.ts";
import { onboardEndNode } from "../../core/thing-if/end-node-onboarding.ts";
import { onboard } from "../../core/thing-if/onboarding.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiTypeOf } from "../media-type.ts";

const password = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));
// The Go client always sends these two, empty if it has none (its live tests).
const thingType = Type.Optional(Type.String({ pattern: "^[A-Za-z0-9._-]{0,100}$" }));
const firmwareVersion = Type.Optional(Type.String({ maxLength: 100 }));
const id = Type.Optional(Type.String({ minLength: 1 }));
/** The keys of all six forms; which of them a request must have depends on its media type. */
const Onboarding = Type.Object({
	vendorThingID: Type.Optional(Type.String({ pattern: vendorThingIDPattern })),
	thingID: id,
	thingPassword: password,
	owner: Type.Optional(Type.String()),
	thingType,
	firmwareVersion,
	layoutPosition: Type.Optional(Type.Union(layoutPositions.map((position) => Type.Literal(position)))),
	thingProperties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
	dataGroupingInterval: Type.Optional(
		Type.Union(["1_MINUTE", "15_MINUTES", "30_MINUTES", "1_HOUR", "12_HOURS"].map((text) => Type.Literal(text))),
	),
	gatewayThingID: id,
	gatewayVendorThingID: id,
	endNodeVendorThingID: Type.Optional(Type.String({ pattern: vendorThingIDPattern })),
	endNodePassword: password,
	endNodeThingType: thingType,
	endNodeFirmwareVersion: firmwareVersion,
	endNodeThingProperties: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.String()])),
});

/** The keys each media type `application/vnd.kii.{…}+json` requires (mqtt-and-thing-if, B1). */
const required: Readonly<Record<string, readonly (keyof Static<typeof Onboarding>)[]>> = {
	onboardingwithvendorthingidbything: ["vendorThingID", "thingPassword"],
	onboardingwiththingidbything: ["thingID", "thingPassword"],
	onboardingwithvendorthingidbyowner: ["vendorThingID", "thingPassword", "owner"],
	onboardingwiththingidbyowner: ["thingID", "thingPassword", "owner"],
	onboardingendnodewithgatewaythingid: ["gatewayThingID", "endNodeVendorThingID", "endNodePassword", "owner"],
	onboardingendnodewithgatewayvendorthingid: [
		"gatewayVendorThingID",
		"endNodeVendorThingID",
		"endNodePassword",
		"owner",
	],
};

/** `POST /onboardings` (Kii guide, "Initializing"). */
export function onboardingRoute(app: Scope, { core }: HttpDeps): void {
	app.post(
		"/thing-if/apps/:appID/onboardings",
		{
			schema: { body: Onboarding },
			config: {
				call: "Onboard a thing, by itself or its owner, or an end node",
				inferred:
					"The answer to a wrong media type has no source, nor whether earlier access tokens stay valid: they do.",
			},
		},
		async (request) => {
			const form = kiiTypeOf(request.headers["content-type"]) ?? "";
			// Own keys only: `constructor` is no form.
			const keys = Object.hasOwn(required, form) ? required[form] : undefined;
			if (keys === undefined) {
				throw new KiiError(
					"UNSUPPORTED_MEDIA_TYPE",
					`${request.headers["content-type"] === undefined ? "The request has no Content-Type, which" : "Content-Type"} must be application/vnd.kii.{form}+json, the form one of OnboardingWith{VendorThingID,ThingID}By{Thing,Owner} and OnboardingEndNodeWithGateway{ThingID,VendorThingID}`,
				);
			}
			const missing = keys.filter((key) => request.body[key] === undefined);
			if (missing.length > 0) throw invalidInput(Object.fromEntries(missing.map((key) => [key, "is required"])));
			const { vendorThingID, thingID, owner, thingPassword = "", ...given } = request.body;
			const body = {
				...given,
				thingType: given.thingType || undefined,
				firmwareVersion: given.firmwareVersion || undefined,
				endNodeThingType: given.endNodeThingType || undefined,
				endNodeFirmwareVersion: given.endNodeFirmwareVersion || undefined,
			};
			const { endNodeVendorThingID = "", endNodePassword = "" } = body;
			if (keys.includes("endNodePassword")) {
				return onboardEndNode(core, request.caller, {
					...body,
					...(keys.includes("gatewayThingID") ? { gatewayVendorThingID: undefined } : { gatewayThingID: undefined }),
					endNodeVendorThingID,
					endNodePassword,
					owner: owner ?? "",
				});
			}
			return onboard(core, request.caller, {
				...body,
				thingPassword,
				...(keys.includes("thingID") ? { thingID } : { vendorThingID }),
				...(keys.includes("owner") ? { owner } : {}),
			});
		},
	);
}
