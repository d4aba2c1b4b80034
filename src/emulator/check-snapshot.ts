import { isPointer } from "../core/app-pointers.ts";
import type { NewState } from "../core/clear-app.ts";
import type { Core } from "../core/context.ts";
import { resume } from "../core/resume.ts";
import { snapshotInvalid } from "../core/snapshot.ts";
import { checkSchemas, type Trait } from "../core/thing-if/trait.ts";
import { createScratchCore } from "./scratch-core.ts";

/**
 * Goes on with each record of a snapshot beside the state there is: what cannot be done is found while nothing has changed.
 * @param app the app that it is of, whose MQTT topics must not be those of others
 * @throws KiiError SNAPSHOT_INVALID
 */
export async function checkSnapshot(core: Core, { records }: NewState, app: string | undefined): Promise<void> {
	const { core: scratch } = createScratchCore(core);
	for (const [n, record] of records.entries()) {
		await resume(scratch, [{ ...record, version: 1 }]).catch((error: Error) => {
			throw snapshotInvalid(`records[${n}].value`, `is not one of its kind (${error.message})`);
		});
		if (/^app\/[^/]+\/trait\//.test(record.key)) checkTrait(record.value as Trait, record.key, n);
		if (app === undefined || !isPointer(record.key)) continue;
		const taken = await core.store.get<{ appID: string }>(record.key);
		if (taken !== undefined && taken.value.appID !== app) {
			throw snapshotInvalid(`records[${n}].key`, `leads to the app ${taken.value.appID}`);
		}
	}
}

/** Its schemas are compiled when something is checked by them. */
function checkTrait(trait: Trait, key: string, n: number): void {
	try {
		checkSchemas(trait);
	} catch (error) {
		throw snapshotInvalid(`records[${n}].value`, `of ${JSON.stringify(key)} is no trait (${(error as Error).message})`);
	}
}
