import { createPrivateKey, X509Certificate } from "node:crypto";
import { createDevelopmentCa, type DevelopmentCa, issueServerCertificates } from "./development-ca.ts";
import type { TlsMaterial } from "./tls-material.ts";

/** What a device must refuse, or may have no room for. */
export type FaultyCertificate = "expired" | "wrong-host" | "untrusted" | "large" | "huge";

const day = 24 * 3600 * 1000;
/** Bytes of a large certificate, to one of a normal one. */
const larger = 1.3;
/** Bytes of one that is longer than a TLS record, which has 16 KiB at the most (RFC 8446, 5.1). */
const huge = 20_000;

/** A CA that no client trusts; making its key takes some tenths of a second. */
let strangers: Promise<DevelopmentCa> | undefined;

/**
 * Certificates of the same keys and names as those of `normal`, with one thing wrong.
 * @returns undefined when there is no CA to sign them: only `untrusted` can do without
 */
export async function faultyCertificates(
	kind: FaultyCertificate,
	normal: TlsMaterial,
	now: number,
): Promise<TlsMaterial | undefined> {
	const issuer = kind === "untrusted" ? await strangersCa(now) : ownCa(normal);
	const [first] = normal.cert;
	if (issuer === undefined || first === undefined) return undefined;
	const certificate = new X509Certificate(first);
	const keys = normal.key.map((pem) => createPrivateKey(pem));
	const validity = kind === "expired" ? { notBefore: now - 31 * day, notAfter: now - day } : undefined;
	const names = kind === "wrong-host" ? ["wrong-host.invalid"] : namesOf(certificate);
	if (kind === "large") names.push(...fillingNames((larger - 1) * sizeOf(normal.cert)));
	if (kind === "huge") names.push(...fillingNames(huge - sizeOf(normal.cert)));
	return { ...normal, cert: await issueServerCertificates(issuer, keys, names, now, validity) };
}

function ownCa({ ca, caKey }: TlsMaterial): DevelopmentCa | undefined {
	return caKey === undefined ? undefined : { privateKey: createPrivateKey(caKey), certificate: ca };
}

async function strangersCa(now: number): Promise<DevelopmentCa> {
	strangers ??= createDevelopmentCa(now);
	const ca = await strangers;
	const { validFrom, validTo } = new X509Certificate(ca.certificate);
	// Emulators of one process may live in different times.
	return Date.parse(validFrom) <= now && now < Date.parse(validTo) ? ca : createDevelopmentCa(now);
}

function namesOf({ subjectAltName = "" }: X509Certificate): string[] {
	return subjectAltName.split(", ").map((name) => name.replace(/^(DNS|IP Address):/, ""));
}

/** Of the largest: every one is to grow by as much. */
function sizeOf(certificates: readonly string[]): number {
	return Math.max(...certificates.map((pem) => new X509Certificate(pem).raw.length));
}

function fillingNames(bytes: number): string[] {
	const filling = "x".repeat(40);
	return Array.from({ length: Math.ceil(bytes / filling.length) }, (_, index) => `${filling}-${index}.invalid`);
}
