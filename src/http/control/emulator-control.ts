import { KiiError } from "../../core/errors.ts";
import type { AdvertisedControl } from "./advertised-control.ts";
import type { AppControl } from "./app-control.ts";
import type { RecorderControl, SeedControl } from "./seed-control.ts";
import type { SnapshotControl } from "./snapshot-control.ts";

/** What the control API does to the emulator as a whole; the composition root has it. */
export interface EmulatorControl {
	readonly apps: AppControl;
	readonly advertised: AdvertisedControl;
	readonly seed: SeedControl;
	readonly recorder: RecorderControl;
	readonly snapshot: SnapshotControl;
}

/** @throws KiiError OPERATION_NOT_IMPLEMENTED where there are routes only, and no emulator */
export function controlOf({ control }: { readonly control?: (() => EmulatorControl) | undefined }): EmulatorControl {
	if (control !== undefined) return control();
	throw new KiiError("OPERATION_NOT_IMPLEMENTED", "There is no emulator behind these routes");
}
