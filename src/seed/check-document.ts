import { Ajv, type ErrorObject } from "ajv";
import { knownNames } from "../known-names.ts";
import { patternInWords } from "../pattern-in-words.ts";
import { SeedApp, type SeedDocument } from "./document.ts";
import { seedInvalid } from "./seed-error.ts";

// Compiled when the first seed needs it.
let validate: ((value: unknown) => readonly ErrorObject[]) | undefined;

function faultsOf(app: unknown): readonly ErrorObject[] {
	if (validate === undefined) {
		const check = new Ajv({ allowUnionTypes: true, verbose: true }).compile(SeedApp);
		validate = (value) => (check(value) ? [] : (check.errors ?? []));
	}
	return validate(app);
}

/**
 * A document by its schema; the sections of a single app may stand at the top.
 * @param appID of that app, if the document does not say
 * @throws KiiError SEED_INVALID
 */
export function checkDocument(document: unknown, appID: string): SeedDocument {
	if (typeof document !== "object" || document === null || Array.isArray(document)) {
		throw seedInvalid("", "must be a JSON object");
	}
	const { $schema: _schema, version, ...rest } = document as Record<string, unknown>;
	if (version !== 1) throw seedInvalid("version", `must be 1, the version of the format that this emulator knows`);
	if (!("apps" in rest)) return { version, apps: [{ appID, ...checkedApp(rest, "") }] };
	const { apps, ...unknown } = rest;
	const [other] = Object.keys(unknown);
	if (other !== undefined) throw seedInvalid(other, "stands in an app of the list apps, if there is one");
	if (!Array.isArray(apps)) throw seedInvalid("apps", "must be a list");
	const checked = apps.map((app: unknown, index) => checkedApp(app, `apps[${index}]`));
	const seen = new Set<string>();
	for (const [index, app] of checked.entries()) {
		if (app.appID === undefined && checked.length > 1) throw seedInvalid(`apps[${index}].appID`, "is required");
		const id = app.appID ?? appID;
		if (seen.has(id)) throw seedInvalid(`apps[${index}].appID`, "is that of another app of the document");
		seen.add(id);
	}
	return { version, apps: checked.map((app) => ({ appID, ...app })) };
}

function checkedApp(app: unknown, path: string): SeedApp {
	const [fault] = faultsOf(app);
	if (fault === undefined) return app as SeedApp;
	const { instancePath, params, message = "is not valid", parentSchema } = fault;
	const missing = typeof params.missingProperty === "string" ? `/${params.missingProperty}` : "";
	const unknown = typeof params.additionalProperty === "string" ? `/${params.additionalProperty}` : "";
	const place = `${instancePath}${missing}${unknown}`
		.replace(/^\//, "")
		.replace(/(^|\/)(\d+)(?=\/|$)/g, "[$2]")
		.replaceAll("/", ".");
	const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
	const reason = missing
		? "is required"
		: unknown
			? `is not known here${knownNames(unknown.slice(1), known)}`
			: typeof params.pattern === "string"
				? patternInWords(params.pattern)
				: message;
	throw seedInvalid([path, place].filter(Boolean).join("."), reason);
}
