/** Something that keeps state of apps beside the store, and is put back with them. */
export interface Resettable {
	/** What it keeps, for the log. */
	readonly name: string;
	/** Lets go what it holds back, before what is under way is waited for. */
	release?(appID: string | undefined): void | Promise<void>;
	/** Forgets everything of an app, or of all. Nothing is at work on it meanwhile. */
	reset(appID: string | undefined): void | Promise<void>;
}

/**
 * Puts all of them back. One that fails is a fault of the emulator, but keeps none of the others from it.
 * @throws AggregateError
 */
export async function resetAll(resettables: readonly Resettable[], appID: string | undefined): Promise<void> {
	const results = await Promise.allSettled(resettables.map(async (each) => each.reset(appID)));
	const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
	if (failed.length > 0) throw new AggregateError(failed, "not everything could be reset");
}
