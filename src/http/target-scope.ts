import { type Static, Type } from "typebox";
import type { ScopeIdentifiers } from "../core/access/object-scope.ts";
import { invalidInput } from "../core/errors.ts";

const id = Type.Optional(Type.Union([Type.String(), Type.Null()]));
/** `objectScope`, as error bodies have it and requests take it. */
export const TargetScope = Type.Object({
	appID: id,
	type: Type.Optional(Type.String()),
	userID: id,
	groupID: id,
	thingID: id,
});

/** What a path to that scope would name. @throws KiiError INVALID_INPUT_DATA */
export function targetScopeOf(field: string, scope: Static<typeof TargetScope>, appID: string): ScopeIdentifiers {
	if ((scope.appID ?? appID) !== appID) throw invalidInput({ [`${field}.appID`]: "must be the app of the path" });
	const required = (name: "userID" | "groupID" | "thingID") => {
		const value = scope[name];
		if (value) return value;
		throw invalidInput({ [`${field}.${name}`]: "is required" });
	};
	switch (scope.type?.toUpperCase()) {
		case "APP":
			return {};
		case "APP_AND_USER":
			return { user: required("userID") };
		case "APP_AND_GROUP":
			return { group: required("groupID") };
		case "APP_AND_THING":
			return { thing: required("thingID") };
		default:
			throw invalidInput({ [`${field}.type`]: "must be one of APP, APP_AND_USER, APP_AND_GROUP, APP_AND_THING" });
	}
}
