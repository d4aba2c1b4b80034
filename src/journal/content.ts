import { isUtf8 } from "node:buffer";
import type { Content } from "./entry.ts";
import type { Kept } from "./kept.ts";
import { maskJson, maskText } from "./mask.ts";

/** A payload as it is shown. */
export function contentOf(kept: Kept): Content {
	const text = textOf(kept);
	if (text === undefined) return { payloadBase64: base64Of(kept) };
	const json = kept.truncated ? undefined : jsonOf(text);
	return json === undefined ? { payload: maskText(text) } : { payload: shownJson(text, json.value), json: json.value };
}

/** A body as it is shown: parsed, as text, or in Base64. */
export function bodyOf(kept: Kept): { readonly body?: unknown; readonly base64?: string } {
	const text = textOf(kept);
	if (text === undefined) return { base64: base64Of(kept) };
	const json = kept.truncated ? undefined : jsonOf(text);
	return { body: json === undefined ? maskText(text) : json.value };
}

function textOf({ text, latin1 = "", truncated }: Kept): string | undefined {
	if (text !== undefined) return text;
	const bytes = Buffer.from(latin1, "latin1");
	if (isUtf8(bytes)) return bytes.toString();
	// The cut may have gone through a character.
	for (let cut = 1; truncated && cut < 4; cut++) {
		const shorter = bytes.subarray(0, bytes.length - cut);
		if (isUtf8(shorter)) return shorter.toString();
	}
	return undefined;
}

// An encoded body may stand behind readable headers.
function base64Of({ latin1 = "" }: Kept): string {
	return Buffer.from(maskText(latin1), "latin1").toString("base64");
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
	if (!/^\s*[[{"\dtfn-]/.test(text)) return undefined;
	try {
		return { value: maskJson(JSON.parse(text)) };
	} catch {
		return undefined;
	}
}

/** The text with its secrets masked; written anew where a name is spelled with escapes, which masking would not see. */
function shownJson(text: string, masked: unknown): string {
	return /"[^"]*\\u[^"]*"\s*:/.test(text) ? JSON.stringify(masked) : maskText(text);
}
