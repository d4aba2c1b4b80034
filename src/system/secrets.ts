import { createHash, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../core/ports.ts";

function sha256(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

export const secrets: Secrets = {
	digest: (text) => sha256(text).toString("hex"),
	// Digests have one length, whatever the lengths of the secrets.
	equal: (a, b) => timingSafeEqual(sha256(a), sha256(b)),
};
