import { invalidInput } from "../../core/errors.ts";

/** The app that a call is about, where its body and its query may say so. @throws KiiError INVALID_INPUT_DATA when they name two */
export function sameApp<T>(ofBody: T | undefined, ofQuery: string | undefined): T | string | undefined {
	if (ofBody === undefined || ofQuery === undefined || ofBody === ofQuery) return ofBody ?? ofQuery;
	throw invalidInput({ app: `is ${JSON.stringify(ofBody)} in the body and ${JSON.stringify(ofQuery)} in the query` });
}
