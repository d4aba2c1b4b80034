import { setFlagsFromString } from "node:v8";

/** By how much V8 has the young generation grow where nobody says otherwise. */
const usual = 2;

function growBy(factor: number): void {
	setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

/**
 * Keeps the young generation of V8 as small as it is. What a start makes stays: the young generation would grow to 16 MiB by it, of
 * which none is given back, and every page that is touched for the first time takes time.
 */
export function holdYoungGeneration(): void {
	growBy(1);
}

/** Lets it grow to its full size in one step, when a load comes: on its way there V8 would take much for old that is not. */
export function letYoungGenerationGrow(): void {
	growBy(16);
}

/** Does work for which V8 must have the flags that it was started with, then lets the young generation grow. */
export function withUsualGrowth(work: () => void): void {
	growBy(usual);
	work();
	letYoungGenerationGrow();
}
