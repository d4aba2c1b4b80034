import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { onlyAdmin, onlyKnown } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import { inserted, modify, read, recordKey } from "../records.ts";
import { RegexBudget } from "../regex-budget.ts";
import { checkPayloadSchema, type PayloadSchema } from "./payload-schema.ts";

/** `{name: {description?, payloadSchema}}`, one key each: an action or a state of a trait. */
export type TraitMember = Readonly<
	Record<string, { readonly description?: string | undefined; readonly payloadSchema: PayloadSchema }>
>;

/** What a trait consists of (mqtt-and-thing-if, B7). */
export interface TraitDefinition {
	readonly actions: readonly TraitMember[];
	readonly states: readonly TraitMember[];
	/** `15_MINUTES`, … */
	readonly dataGroupingInterval: string;
}

export interface Trait extends TraitDefinition {
	readonly trait: string;
	readonly traitVersion: number;
	readonly finalized: boolean;
}

/** Regular expressions in all schemas of a trait. */
const maxPatterns = 200;

function traitFolder(appID: string): string {
	return recordKey(appID, "trait");
}

// One folder for all, sorted by name and then by version.
function traitKey(appID: string, trait: string, traitVersion: number): string {
	return recordKey(appID, "trait", `${trait}:${String(traitVersion).padStart(9, "0")}`);
}

function latestKey(appID: string, trait: string): string {
	return recordKey(appID, "trait-latest", trait);
}

/** Makes the next version of a trait, from 1. @throws KiiError UNAUTHORIZED, INVALID_JSON_SCHEMA, INVALID_INPUT_DATA */
export async function createTraitVersion(
	core: Core,
	caller: Caller,
	trait: string,
	definition: TraitDefinition,
): Promise<{ traitVersion: number }> {
	onlyAdmin(caller);
	checkSchemas(definition);
	for (;;) {
		const latest = await core.store.get<number>(latestKey(caller.appID, trait));
		const traitVersion = (latest?.value ?? 0) + 1;
		const record: Trait = { trait, traitVersion, ...definition, finalized: false };
		const done = await core.store.commit([
			{ key: latestKey(caller.appID, trait), value: traitVersion, expect: latest?.version ?? 0 },
			inserted(traitKey(caller.appID, trait, traitVersion), record),
		]);
		if (done) return { traitVersion };
	}
}

/** @throws KiiError INVALID_JSON_SCHEMA */
export function checkSchemas(definition: Pick<TraitDefinition, "actions" | "states">): void {
	const budget = new RegexBudget("trait", maxPatterns);
	for (const kind of ["actions", "states"] as const) {
		for (const [name, { payloadSchema }] of definition[kind].flatMap((member) => Object.entries(member))) {
			checkPayloadSchema(payloadSchema, `${kind}.${name}.payloadSchema`, budget);
		}
	}
}

/** Marks a version as final; a second time changes nothing. @throws KiiError UNAUTHORIZED, TRAIT_NOT_FOUND */
export async function finalizeTrait(core: Core, caller: Caller, trait: string, traitVersion: string): Promise<void> {
	onlyAdmin(caller);
	const version = versionNumber(traitVersion);
	const found = await modify<Trait>(core, traitKey(caller.appID, trait, version), (stored) =>
		stored.finalized ? stored : { ...stored, finalized: true },
	);
	if (found === undefined) throw traitNotFound(trait, traitVersion);
}

/** Every version of every trait. @throws KiiError UNAUTHORIZED */
export async function listTraits(core: Core, caller: Caller): Promise<Pick<Trait, "trait" | "traitVersion">[]> {
	onlyKnown(caller);
	const entries = await core.store.list<Trait>(traitFolder(caller.appID));
	return entries.map(({ value: { trait, traitVersion } }) => ({ trait, traitVersion }));
}

/** @throws KiiError UNAUTHORIZED, TRAIT_NOT_FOUND */
export async function getTrait(
	core: Core,
	caller: Caller,
	trait: string,
	traitVersion: string,
): Promise<TraitDefinition> {
	onlyKnown(caller);
	const found = await findTrait(core, caller.appID, trait, versionNumber(traitVersion));
	if (found === undefined) throw traitNotFound(trait, traitVersion);
	const { actions, states, dataGroupingInterval } = found;
	return { actions, states, dataGroupingInterval };
}

export async function findTrait(
	core: Core,
	appID: string,
	trait: string,
	traitVersion: number,
): Promise<Trait | undefined> {
	return read<Trait>(core, traitKey(appID, trait, traitVersion));
}

/** A version number, sent as a number or as a text (real-clients, section 2); NaN finds nothing. */
export function versionNumber(traitVersion: number | string): number {
	return /^\d{1,9}$/.test(String(traitVersion)) ? Number(traitVersion) : Number.NaN;
}

export function traitNotFound(trait: string, traitVersion: number | string): KiiError {
	return new KiiError("TRAIT_NOT_FOUND", `Trait ${trait} of version ${traitVersion} was not found`, {
		trait,
		traitVersion,
	});
}
