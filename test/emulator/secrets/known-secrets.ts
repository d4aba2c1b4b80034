import { createHash } from "node:crypto";
import { wellKnownApp } from "../../../src/core/app.ts";

/** What a text must not have. */
export interface KnownSecrets {
	/** Takes in a secret of the test's own, the same one for a name each time, that nothing else looks like. */
	own(name: string): string;
	/** Takes in every secret of an answer, at any depth, by the name of its field. @returns the answer */
	takenFrom<T>(answer: T): T;
	/** Every form of a secret that is in a text, with what stands before it. */
	foundIn(text: string): string[];
	/** How each was called. */
	readonly names: ReadonlyMap<string, string>;
}

/** The same in every emulator, and in its documentation. */
const wellKnown: readonly unknown[] = Object.values(wellKnownApp);
const secretName = /(?:password|token|secret|pinCode|verificationCode|appKey)$/i;

/** Secrets are known by where they stand, whatever masks them: the names here are Kii's, not the mask's. */
export function knownSecrets(): KnownSecrets {
	const names = new Map<string, string>();
	function take(value: unknown): void {
		if (typeof value !== "object" || value === null) return;
		for (const [key, inner] of Object.entries(value)) {
			const isSecret = secretName.test(key) || (key === "code" && /^\w{6,}$/.test(`${inner}`));
			// Errors have sentences in fields of these names, or the scheme of an Authorization that is none.
			if (typeof inner === "string" && /^\S{6,}$/.test(inner) && isSecret && !wellKnown.includes(inner))
				names.set(inner, key);
			take(inner);
		}
	}
	return {
		names,
		own(name) {
			const secret = createHash("sha256").update(name).digest("base64url").slice(0, 20);
			names.set(secret, name);
			return secret;
		},
		takenFrom(answer) {
			take(answer);
			return answer;
		},
		foundIn(text) {
			const lower = text.toLowerCase();
			const found: string[] = [];
			for (const [secret, name] of names) {
				for (const [form, shape, isHex] of formsOf(secret)) {
					const at = (isHex ? lower : text).indexOf(shape);
					if (at >= 0) found.push(`${name}, ${form}: ${text.slice(Math.max(0, at - 60), at)}`);
				}
			}
			return found;
		},
	};
}

/** A secret and what one can read it from: the larger half, what it becomes in URLs, as Base64 and in hex. */
function formsOf(secret: string): [form: string, shape: string, isHex: boolean][] {
	// The last four characters of a long one may be shown.
	const half = secret.slice(0, Math.ceil(secret.length / 2));
	const forms: [string, string, boolean][] = [["hex", Buffer.from(secret).toString("hex"), true]];
	forms.push([secret.length >= 12 ? "half of it" : "as it is", secret.length >= 12 ? half : secret, false]);
	const encoded = encodeURIComponent(secret);
	if (encoded !== secret) forms.push(["encoded for a URL", encoded, false]);
	// Without the characters that depend on what stands before and behind it.
	for (let before = 0; before < 3; before++) {
		const base64 = Buffer.from("x".repeat(before) + secret).toString("base64");
		const inner = base64.slice(Math.ceil((before * 4) / 3), -4);
		if (inner.length >= 8) forms.push([`Base64 behind ${before}`, inner, false]);
	}
	return forms;
}
