/** `user:…`, `group:…` or `thing:…`, as owners, issuers and targets are named. */
export interface TypedID {
	readonly type: "user" | "group" | "thing";
	readonly id: string;
}

/** The prefix in any letter case: clients send `thing:` and `THING:` (evidence S12). */
export function parseTypedID(text: string): TypedID | undefined {
	const match = /^(user|group|thing):(.+)$/is.exec(text);
	if (!match?.[1] || !match[2]) return undefined;
	return { type: match[1].toLowerCase() as TypedID["type"], id: match[2] };
}

export function typedIDText({ type, id }: TypedID): string {
	return `${type}:${id}`;
}
