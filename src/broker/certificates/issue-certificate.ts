import { type KeyObject, webcrypto } from "node:crypto";
import { loadX509 } from "./load-x509.ts";
import { type Purpose, x509Extensions } from "./x509-extensions.ts";

export interface CertificateRequest {
	/** Distinguished name, as `CN=kii-emulator`. */
	readonly subject: string;
	readonly publicKey: KeyObject;
	readonly purpose: Purpose;
	/** Unix milliseconds; certificates know whole seconds only. */
	readonly notBefore: number;
	readonly notAfter: number;
	/** Signs; its key is RSA. Without a `certificate` (PEM) it is the subject itself. */
	readonly issuer: { readonly privateKey: KeyObject; readonly certificate?: string };
}

/** An X.509 v3 certificate in PEM (RFC 5280), signed with SHA-256 and RSA. */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
	const { subject, publicKey, purpose, notBefore, notAfter, issuer } = request;
	const x509 = await loadX509();
	const issuerCertificate = issuer.certificate === undefined ? undefined : new x509.X509Certificate(issuer.certificate);
	const issued = await x509.X509CertificateGenerator.create({
		subject,
		issuer: issuerCertificate?.subjectName ?? subject,
		publicKey: publicKey.export({ type: "spki", format: "der" }),
		notBefore: new Date(notBefore),
		notAfter: new Date(notAfter),
		extensions: await x509Extensions(purpose, publicKey, issuerCertificate),
		signingKey: await signingKey(issuer.privateKey),
	});
	return `${issued.toString("pem")}\n`;
}

function signingKey(privateKey: KeyObject): Promise<webcrypto.CryptoKey> {
	const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
	return webcrypto.subtle.importKey("pkcs8", pkcs8, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
}
