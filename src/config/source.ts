/** Where the value of a setting came from: `name` is the flag, the variable or the file. */
export type Source =
	| { readonly kind: "flag" | "variable" | "file"; readonly name: string }
	| { readonly kind: "default" };

/** For a person: `flag --http-port`, `file kii.json`, `default`. */
export function sourceText(source: Source): string {
	return source.kind === "default" ? "default" : `${source.kind} ${source.name}`;
}
