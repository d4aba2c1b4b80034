import { SettingError, type Settings } from "../config.ts";
import { replaceState } from "../core/clear-app.ts";
import type { Core } from "../core/context.ts";
import { resume } from "../core/resume.ts";
import type { Sequence } from "../system/sequence.ts";
import { initialState } from "./initial-state.ts";
import type { SeedInForce } from "./seed-in-force.ts";

/** Loads the seed of the settings into an emulator that has nothing yet. @throws SettingError that says where it is wrong */
export async function beginWithSeed(
	core: Core,
	settings: Settings,
	{ document }: SeedInForce,
	sequence: Sequence,
): Promise<void> {
	if (document === undefined) return;
	try {
		const next = await initialState(core, settings, document);
		await replaceState(core, undefined, next);
		sequence.follow(next.sequence);
		await resume(
			core,
			next.records.map((record) => ({ ...record, version: 1 })),
		);
	} catch (error) {
		const reason = `cannot use ${settings.seed}: ${(error as Error).message}`;
		throw new SettingError("seed", reason, { exitCode: 1, cause: error });
	}
}
