/** Everything an emulator knows as a document, and back. */
export interface SnapshotControl {
	/** The document as text in parts, as at the call. @throws KiiError APP_NOT_FOUND */
	text(appID?: string): Promise<AsyncIterable<string>>;
	/**
	 * Puts the document in the place of all apps, or of the one that it is of; connections of theirs are closed.
	 * @throws KiiError SNAPSHOT_INVALID; nothing has changed then
	 */
	import(document: unknown): Promise<{ readonly apps: readonly string[] }>;
	/** Writes the document of everything to a file. @throws KiiError OPERATION_NOT_ALLOWED where no setting names one */
	save(): Promise<{ readonly file: string; readonly bytes: number }>;
}
