import type { KeyObject } from "node:crypto";
import { isIP } from "node:net";
import type { Extension, X509Certificate } from "@peculiar/x509";
import { loadX509 } from "./load-x509.ts";

/** What a certificate is for. */
export type Purpose = { readonly kind: "ca" } | { readonly kind: "server"; readonly names: readonly string[] };

/**
 * The extensions of RFC 5280 that strict verifiers (`openssl verify -x509_strict`, Python 3.13) insist on.
 * Without `issuer` the subject signs itself.
 */
export async function x509Extensions(
	purpose: Purpose,
	subjectKey: KeyObject,
	issuer: X509Certificate | undefined,
): Promise<Extension[]> {
	const x509 = await loadX509();
	const { digitalSignature, keyEncipherment, keyCertSign, cRLSign } = x509.KeyUsageFlags;
	const subject = subjectKey.export({ type: "spki", format: "der" });
	const subjectId = await x509.SubjectKeyIdentifierExtension.create(subject);
	// As the issuer's certificate has it (RFC 5280, 4.2.1.1), however that was computed.
	const issuerId = issuer?.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
	const authorityId =
		issuerId === undefined
			? await x509.AuthorityKeyIdentifierExtension.create(issuer?.publicKey ?? subject)
			: new x509.AuthorityKeyIdentifierExtension(issuerId);

	if (purpose.kind === "ca")
		return [
			new x509.BasicConstraintsExtension(true, undefined, true),
			new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
			subjectId,
			authorityId,
		];
	// keyEncipherment is for the RSA key exchange of old TLS stacks; EC keys have no such use.
	const usages = subjectKey.asymmetricKeyType === "rsa" ? digitalSignature | keyEncipherment : digitalSignature;
	return [
		new x509.BasicConstraintsExtension(false, undefined, true),
		new x509.KeyUsagesExtension(usages, true),
		subjectId,
		authorityId,
		new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
		new x509.SubjectAlternativeNameExtension(purpose.names.map(generalName)),
	];
}

function generalName(name: string): { type: "dns" | "ip"; value: string } {
	if (isIP(name) === 0) return { type: "dns", value: name };
	// The library does not know an IPv4 address inside an IPv6 one; the URL parser turns it into groups.
	return { type: "ip", value: isIP(name) === 4 ? name : new URL(`http://[${name}]`).hostname.slice(1, -1) };
}
