import { hash, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../core/ports.ts";

export const secrets: Secrets = {
	digest: (text) => hash("sha256", text, "hex"),
	// Digests have one length, whatever the lengths of the secrets.
	equal: (a, b) => timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer")),
};
