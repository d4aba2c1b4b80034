import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { pemBlocks } from "./pem.ts";

const soon = 30 * 24 * 3600 * 1000;

/** Why stored server keys and certificates (PEM, in the same order) can not serve `names` under `ca`; undefined when they can. */
export function whyUnusable(pem: string, ca: string, names: readonly string[], now: number): string | undefined {
	const keys = pemBlocks(pem, "PRIVATE KEY");
	const certificates = pemBlocks(pem, "CERTIFICATE");
	if (certificates.length === 0 || certificates.length !== keys.length) return "the stored ones are damaged";
	try {
		const issuer = new X509Certificate(ca);
		for (const [index, text] of certificates.entries()) {
			const certificate = new X509Certificate(text);
			if (!certificate.checkPrivateKey(createPrivateKey(keys[index] ?? ""))) return "a stored key belongs elsewhere";
			if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey))
				return "the stored ones are of another CA";
			if (Date.parse(certificate.validTo) < now + soon) return `the stored ones end on ${certificate.validTo}`;
			if (Date.parse(certificate.validFrom) > now) return `the stored ones begin on ${certificate.validFrom}`;
			const missing = names.filter((name) => !isFor(certificate, name));
			if (missing.length > 0) return `the stored ones lack ${missing.join(", ")}`;
		}
		return undefined;
	} catch {
		return "the stored ones are damaged";
	}
}

function isFor(certificate: X509Certificate, name: string): boolean {
	if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
	// Literally, so that a name which embedded stacks need in full is not taken for covered by a wildcard.
	return certificate.subjectAltName?.split(", ").includes(`DNS:${name}`) ?? false;
}
