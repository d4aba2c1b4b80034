import type { KeyObject } from "node:crypto";

/** A private key as unencrypted PKCS #8. */
export function keyToPem(key: KeyObject): string {
	return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The blocks of a PEM file whose label ends in `label`, as `CERTIFICATE` or `PRIVATE KEY`. */
export function pemBlocks(text: string, label: "CERTIFICATE" | "PRIVATE KEY"): string[] {
	const blocks = text.match(/-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g) ?? [];
	return blocks
		.filter((block) => block.slice(0, block.indexOf("\n")).trimEnd().endsWith(`${label}-----`))
		.map((block) => `${block}\n`);
}
