import { setFlagsFromString } from "node:v8";

/**
 * Keeps the young generation of V8 as small as it is. What a start makes stays: the young generation would grow to 16 MiB by it, of
 * which none is given back, and every page that is touched for the first time takes time.
 */
export function holdYoungGeneration(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
}

/** For what a load brings. It is V8's own factor. */
export function letYoungGenerationGrow(): void {
	setFlagsFromString("--semi-space-growth-factor=2");
}
