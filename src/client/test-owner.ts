import { onlyKnown } from "../only-known.ts";
import type { AppCallOptions } from "./emulator-control.ts";

/** A thing as an owner takes it over: which one, and the password that it onboards with. */
export type ThingToOnboard = {
	readonly thingPassword: string;
	readonly thingType?: string;
	readonly firmwareVersion?: string;
	readonly layoutPosition?: "STANDALONE" | "GATEWAY" | "ENDNODE";
	readonly thingProperties?: Readonly<Record<string, unknown>>;
} & ({ readonly vendorThingID: string } | { readonly thingID: string });

/** What an onboarding answers. */
export interface OnboardedThing {
	readonly thingID: string;
	readonly accessToken: string;
	readonly mqttEndpoint: {
		readonly installationID: string;
		readonly username: string;
		readonly password: string;
		readonly mqttTopic: string;
		readonly host: string;
		readonly portTCP: number;
		readonly portSSL: number;
		readonly portWS: number;
		readonly portWSS: number;
		/** Seconds. */
		readonly ttl: number;
	};
}

/** Fields of a command beside its actions and issuer. */
export interface CommandFields {
	readonly schema?: string;
	readonly schemaVersion?: number;
	readonly title?: string;
	readonly description?: string;
	readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A user of an app, made for a test, who owns things and commands them: a command's issuer must own its target. */
export interface TestOwner {
	readonly userID: string;
	readonly loginName: string;
	readonly password: string;
	/** Access token. */
	readonly token: string;
	/** Calls Kii's API as this user, and gives the JSON of the answer. @throws ControlError */
	call<T = unknown>(method: string, path: string, body?: unknown, options?: Omit<AppCallOptions, "token">): Promise<T>;
	/** Takes a thing over; one with a new vendorThingID is made. @throws ControlError WRONG_PASSWORD, THING_NOT_FOUND */
	onboard(thing: ThingToOnboard): Promise<OnboardedThing>;
	/**
	 * Sends a command to a thing that this user owns, and gives its commandID.
	 * @throws ControlError WRONG_COMMAND, and WRONG_TOKEN for a thing that is not this user's
	 */
	sendCommand(
		thingID: string,
		actions: readonly Readonly<Record<string, unknown>>[],
		fields?: CommandFields,
	): Promise<string>;
}

/** Who the user is to be: what is not given is made up. */
export interface NewOwner {
	readonly loginName?: string;
	readonly password?: string;
	readonly displayName?: string;
}

type AppCall = <T>(method: string, path: string, body?: unknown, options?: AppCallOptions) => Promise<T>;

const thingFields = [
	"vendorThingID",
	"thingID",
	"thingPassword",
	"thingType",
	"firmwareVersion",
	"layoutPosition",
	"thingProperties",
];
const commandFields = ["schema", "schemaVersion", "title", "description", "metadata"] satisfies (keyof CommandFields)[];

const kii = (name: string) => `application/vnd.kii.${name}+json`;

/** Makes owners in an app: `owner-1`, `owner-2`, unless they are named. */
export function ownerMaker(appID: string, call: AppCall): (owner?: NewOwner) => Promise<TestOwner> {
	let count = 0;
	const things = `/thing-if/apps/${appID}`;
	return async (given = {}) => {
		onlyKnown(given, ["loginName", "password", "displayName"], "field of a new owner");
		const { loginName = `owner-${++count}`, password = "1234" } = given;
		const { userID, _accessToken: token } = await call<{ userID: string; _accessToken: string }>(
			"POST",
			`/api/apps/${appID}/users`,
			{ ...given, loginName, password },
			{ contentType: kii("RegistrationAndAuthorizationRequest") },
		);
		const own: TestOwner["call"] = async (method, path, body, options = {}) => {
			onlyKnown(options, ["contentType"], "option of call");
			return call(method, path, body, { ...options, token });
		};
		return {
			userID,
			loginName,
			password,
			token,
			call: own,
			async onboard(thing) {
				onlyKnown(thing, thingFields, "field of a thing to onboard");
				const by = "thingID" in thing ? "ThingID" : "VendorThingID";
				const contentType = kii(`OnboardingWith${by}ByOwner`);
				return own("POST", `${things}/onboardings`, { ...thing, owner: `user:${userID}` }, { contentType });
			},
			async sendCommand(thingID, actions, fields = {}) {
				onlyKnown(fields, commandFields, "field of a command");
				const command = { ...fields, actions, issuer: `user:${userID}` };
				const path = `${things}/targets/thing:${encodeURIComponent(thingID)}/commands`;
				return (await own<{ commandID: string }>("POST", path, command)).commandID;
			},
		};
	};
}
