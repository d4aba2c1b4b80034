import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { read, recordKey } from "./records.ts";

/** The parameters of an app that the emulator acts on, and those that real clients expect to be there. */
export interface AppParameters {
	/** Whether users see all of each other. */
	readonly exposeFullUserDataToOthers: boolean;
	readonly emailAddressVerificationRequired: boolean;
	readonly phoneNumberVerificationRequired: boolean;
	/** `GENERATE_PASSWORD`: a reset makes a new password; `INPUT_PASSWORD`: the user chooses it. */
	readonly passwordResetMethod: string;
	readonly passwordResetTimeoutSeconds: number;
	/** Whether a log-in returns a refresh token. */
	readonly refreshTokenEnabled: boolean;
	readonly defaultTokenExpirationSeconds: number;
	readonly maxTokenExpirationSeconds: number;
	/** Wrong passwords in a row that lock a log-in name; 0 = never. */
	readonly maxLoginAttempts: number;
	readonly loginLockPeriodSeconds: number;
	readonly requirePasswordForThingOwnership: boolean;
	// Kept, without effect.
	readonly emailAddress: string;
	readonly gcmCollapseKeyDefaultBehavior: string;
	readonly isMasterApp: boolean;
	readonly isThingTypeConfigurationRequired: boolean;
	readonly reservedFieldsValidation: boolean;
	readonly sendReferralForLongAPNS: boolean;
}

const defaults: AppParameters = {
	exposeFullUserDataToOthers: false,
	emailAddressVerificationRequired: false,
	phoneNumberVerificationRequired: false,
	passwordResetMethod: "GENERATE_PASSWORD",
	passwordResetTimeoutSeconds: 604_800,
	refreshTokenEnabled: false,
	defaultTokenExpirationSeconds: 2_147_483_647,
	maxTokenExpirationSeconds: 2_147_483_647,
	maxLoginAttempts: 0,
	loginLockPeriodSeconds: 300,
	requirePasswordForThingOwnership: false,
	emailAddress: "",
	gcmCollapseKeyDefaultBehavior: "SEND_BUCKET_ID",
	isMasterApp: false,
	isThingTypeConfigurationRequired: false,
	reservedFieldsValidation: true,
	sendReferralForLongAPNS: false,
};
const passwordResetMethods = ["GENERATE_PASSWORD", "INPUT_PASSWORD"];
const kinds: ReadonlyMap<string, unknown> = new Map(Object.entries(defaults));

/** Parameters beyond the known ones that an app may have. */
const maxOthers = 200;
const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;

// Known ones have the type of their default: checked when they are written.
type Stored = Readonly<Partial<AppParameters> & Record<string, unknown>>;

function parametersKey(appID: string): string {
	return recordKey(appID, "app-parameters");
}

/** All parameters, with the defaults of those that have not been set. */
export async function appParameters(core: Core, appID: string): Promise<AppParameters & Record<string, unknown>> {
	return { ...defaults, ...(await read<Stored>(core, parametersKey(appID))) };
}

/** One parameter, or its default. */
export async function appParameter<Name extends keyof AppParameters>(
	core: Core,
	appID: string,
	name: Name,
): Promise<AppParameters[Name]> {
	const parameters: AppParameters = await appParameters(core, appID);
	return parameters[name];
}

/** Any parameter by name. @throws KiiError APP_PARAMETER_NOT_FOUND */
export async function namedAppParameter(core: Core, appID: string, name: string): Promise<unknown> {
	const parameters = await appParameters(core, appID);
	if (!Object.hasOwn(parameters, name)) throw parameterNotFound(appID, name);
	return parameters[name];
}

/**
 * Sets parameters; null takes one back to its default. Known ones may come as text, unknown ones are kept as they are.
 * @throws KiiError INVALID_INPUT_DATA for a value of the wrong type, a name that is none, or too many of them
 */
export async function changeAppParameters(
	core: Core,
	appID: string,
	changes: Readonly<Record<string, unknown>>,
): Promise<void> {
	const checked = Object.entries(changes).map(([name, value]) => [name, checkedValue(name, value)] as const);
	await modifyParameters(core, appID, (stored) => {
		const after = new Map(Object.entries(stored));
		for (const [name, value] of checked) {
			if (value === null) after.delete(name);
			else after.set(name, value);
		}
		if (after.size > kinds.size + maxOthers) {
			throw invalidInput({ [checked[0]?.[0] ?? ""]: `an app may have ${maxOthers} parameters of its own` });
		}
		return Object.fromEntries(after);
	});
}

/** Takes a parameter back to its default. @throws KiiError APP_PARAMETER_NOT_FOUND */
export async function deleteAppParameter(core: Core, appID: string, name: string): Promise<void> {
	await namedAppParameter(core, appID, name);
	await changeAppParameters(core, appID, { [name]: null });
}

function checkedValue(name: string, value: unknown): unknown {
	if (!namePattern.test(name)) throw invalidInput({ [name.slice(0, 100)]: "is no name of a parameter" });
	if (value === null) return null;
	switch (typeof kinds.get(name)) {
		case "boolean": {
			const text = typeof value === "string" ? value.toLowerCase() : JSON.stringify(value);
			if (text === "true" || text === "false") return text === "true";
			throw invalidInput({ [name]: "must be true or false" });
		}
		case "number": {
			const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
			if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
			throw invalidInput({ [name]: "must be a whole number" });
		}
		case "string":
			if (typeof value !== "string") throw invalidInput({ [name]: "must be a string" });
			if (name === "passwordResetMethod" && !passwordResetMethods.includes(value)) {
				throw invalidInput({ [name]: `must be one of ${passwordResetMethods.join(", ")}` });
			}
			return value;
		default:
			return value;
	}
}

async function modifyParameters(core: Core, appID: string, change: (stored: Stored) => Stored): Promise<void> {
	const key = parametersKey(appID);
	for (;;) {
		const entry = await core.store.get<Stored>(key);
		const write = { key, value: change(entry?.value ?? {}), expect: entry?.version ?? 0 };
		if (await core.store.commit([write])) return;
	}
}

function parameterNotFound(appID: string, parameterName: string): KiiError {
	const message = `The application has no parameter ${parameterName}`;
	return new KiiError("APP_PARAMETER_NOT_FOUND", message, { parameterName, appID });
}
