import { findApp } from "./app.ts";
import type { Core } from "./context.ts";
import { invalidInput } from "./errors.ts";
import type { ServerCodeOutcome } from "./ports.ts";
import { type EnvironmentVersion, findServerCode } from "./server-code-version.ts";

/** JavaScript SDK, `_validateServerCodeEntryName`. */
const endpointPattern = /^[a-zA-Z][_a-zA-Z0-9]*$/;
// Kii guide, "Limitations": of the parameters of a call.
const maxParamsBytes = 102_400;

export interface ServerCodeResult {
	readonly outcome: ServerCodeOutcome;
	readonly environmentVersion: EnvironmentVersion;
}

/**
 * Calls an endpoint of the app's server code.
 * @param version an ID or `current`
 * @param accessToken of whoever calls; undefined for an anonymous caller
 * @throws KiiError SERVER_CODE_VERSION_NOT_FOUND; INVALID_INPUT_DATA for a name that is none, or parameters over 100 KB
 */
export async function invokeServerCode(
	core: Core,
	appID: string,
	version: string,
	endpoint: string,
	params: Readonly<Record<string, unknown>>,
	accessToken: string | undefined,
): Promise<ServerCodeOutcome> {
	return (await runServerCode(core, appID, version, endpoint, params, accessToken)).outcome;
}

/** The same, with what it ran on. `environmentVersion` takes the place of the version's own. @throws as {@link invokeServerCode} */
export async function runServerCode(
	core: Core,
	appID: string,
	version: string,
	endpoint: string,
	params: Readonly<Record<string, unknown>>,
	accessToken: string | undefined,
	environmentVersion?: EnvironmentVersion,
): Promise<ServerCodeResult> {
	if (!endpointPattern.test(endpoint)) {
		throw invalidInput({ endpoint: "must be made of letters, digits and _, with a letter at its start" });
	}
	if (new TextEncoder().encode(JSON.stringify(params)).length > maxParamsBytes) {
		throw invalidInput({ parameters: "must be less than 100 KB" });
	}
	const { appKey } = await findApp(core, appID);
	const found = await findServerCode(core, appID, version);
	const context = { appID, appKey, accessToken };
	const outcome = await core.serverCode.run({ source: found.source, endpoint, params, context });
	return { outcome, environmentVersion: environmentVersion ?? found.environmentVersion };
}
