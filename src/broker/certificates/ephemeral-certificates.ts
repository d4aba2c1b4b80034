import { X509Certificate } from "node:crypto";
import {
	createDevelopmentCa,
	type DevelopmentCa,
	generateServerKeys,
	issueServerCertificates,
	type ServerKeys,
} from "./development-ca.ts";
import { keyToPem } from "./pem.ts";
import type { TlsMaterial } from "./tls-material.ts";

interface Shared {
	readonly ca: DevelopmentCa;
	readonly keys: ServerKeys;
}

/** Making RSA keys takes some tenths of a second, so all emulators of a process share one CA and one set of keys. */
let shared: Promise<Shared> | undefined;

/** Certificates for an emulator without a data folder, gone with the process. */
export async function ephemeralCertificates(
	names: readonly string[],
	now: number,
): Promise<Omit<TlsMaterial, "minVersion">> {
	shared ??= make(now);
	const { keys, ...made } = await shared;
	const ca = isValid(made.ca, now) ? made.ca : await createDevelopmentCa(now);
	return { ca: ca.certificate, key: keys.map(keyToPem), cert: await issueServerCertificates(ca, keys, names, now) };
}

async function make(now: number): Promise<Shared> {
	const [ca, keys] = await Promise.all([createDevelopmentCa(now), generateServerKeys()]);
	return { ca, keys };
}

/** Not so when emulators of one process live in different times, each with its own clock. */
function isValid({ certificate }: DevelopmentCa, now: number): boolean {
	const { validFrom, validTo } = new X509Certificate(certificate);
	return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}
