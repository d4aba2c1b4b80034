import { KiiError } from "./errors.ts";

/** 501 for what the emulator does not do; `what` begins the sentence. */
export function outOfScope(what: string): KiiError {
	const message = `${what} is out of scope of the emulator, see docs/compatibility.md`;
	return new KiiError("OPERATION_NOT_IMPLEMENTED", message);
}
