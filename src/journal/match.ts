/** A pattern for a text, in RE2's syntax; without anchors it may be anywhere in it. */
export interface RegexMatch {
	readonly regex: string;
	readonly ignoreCase?: boolean;
}

/** A range for a number. */
export interface RangeMatch {
	readonly gte?: number;
	readonly gt?: number;
	readonly lte?: number;
	readonly lt?: number;
}

/**
 * What a field must be: equal to a text, number, boolean or null; a pattern or range; of an object, the fields given
 * here; of a list, one pattern for each element. A list for a field that is none: one of its elements.
 * `{ "exists": false }` is met by a field that is not there.
 */
export type MatchValue =
	| string
	| number
	| boolean
	| null
	| RegexMatch
	| RangeMatch
	| { readonly exists: boolean }
	| readonly MatchValue[]
	| { readonly [field: string]: MatchValue | undefined };

/** Some fields of an entry, each of which must match. A text for `topic` may be an MQTT topic filter with + and #. */
export interface Match {
	readonly kind?: MatchValue;
	readonly app?: MatchValue;
	readonly client?: MatchValue;
	readonly connection?: MatchValue;
	readonly listener?: MatchValue;
	readonly direction?: MatchValue;
	readonly type?: MatchValue;
	readonly topic?: MatchValue;
	readonly packet?: MatchValue;
	readonly method?: MatchValue;
	readonly path?: MatchValue;
	readonly status?: MatchValue;
	readonly violation?: MatchValue;
	readonly fault?: MatchValue;
	readonly [field: string]: MatchValue | undefined;
}

/** A field that kept an entry from matching. */
export interface Difference {
	/** Path of the field, dots between: `packet.json.commandID`. */
	readonly field: string;
	readonly expected: unknown;
	/** Absent when the entry has no such field. */
	readonly actual?: unknown;
}
