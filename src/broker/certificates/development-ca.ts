import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { issueCertificate } from "./issue-certificate.ts";
import { loadX509 } from "./load-x509.ts";

const generate = promisify(generateKeyPair);
const day = 24 * 3600 * 1000;

/** A CA that a developer lets clients trust. RSA, because old embedded TLS stacks can not verify EC signatures. */
export interface DevelopmentCa {
	readonly privateKey: KeyObject;
	/** PEM. */
	readonly certificate: string;
}

/** A server's private keys: EC for all, RSA for stacks without EC. */
export type ServerKeys = readonly KeyObject[];

/** A new CA for ten years from `now` (Unix milliseconds). Its subject carries the start of its key identifier: two CAs never share a name. */
export async function createDevelopmentCa(now: number): Promise<DevelopmentCa> {
	// Other threads make the keys; the library is loaded meanwhile.
	const [{ publicKey, privateKey }, x509] = await Promise.all([generate("rsa", { modulusLength: 2048 }), loadX509()]);
	const { keyId } = await x509.SubjectKeyIdentifierExtension.create(publicKey.export({ type: "spki", format: "der" }));
	const certificate = await issueCertificate({
		subject: `CN=kii-emulator development CA ${keyId.slice(0, 8)}`,
		publicKey,
		purpose: { kind: "ca" },
		notBefore: now - day,
		notAfter: now + 3653 * day,
		issuer: { privateKey },
	});
	return { privateKey, certificate };
}

/** Unix milliseconds. */
export interface Validity {
	readonly notBefore: number;
	readonly notAfter: number;
}

export async function generateServerKeys(): Promise<ServerKeys> {
	const pairs = await Promise.all([generate("ec", { namedCurve: "P-256" }), generate("rsa", { modulusLength: 2048 })]);
	return pairs.map(({ privateKey }) => privateKey);
}

/** One certificate (PEM) a key, for all of `names`; valid 397 days, the most that strict TLS clients accept. */
export function issueServerCertificates(
	issuer: DevelopmentCa,
	keys: ServerKeys,
	names: readonly string[],
	now: number,
	validity: Validity = { notBefore: now - day, notAfter: now + 396 * day - 1000 },
): Promise<string[]> {
	return Promise.all(
		keys.map((key) =>
			issueCertificate({
				subject: "CN=kii-emulator",
				publicKey: createPublicKey(key),
				purpose: { kind: "server", names },
				...validity,
				issuer,
			}),
		),
	);
}
