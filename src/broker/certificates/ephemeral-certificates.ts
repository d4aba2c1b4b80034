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
	/** `keys` in PEM. */
	readonly key: string[];
	/** Certificates by day and names. */
	readonly issued: Map<string, Promise<string[]>>;
}

const day = 24 * 3600 * 1000;
/** Sets of certificates kept, so that a process that starts emulators by ever new names does not grow. */
const kept = 100;

/** Making RSA keys takes some tenths of a second, so all emulators of a process share one CA and one set of keys. */
let shared: Promise<Shared> | undefined;

/** Certificates for an emulator without a data folder, gone with the process. */
export async function ephemeralCertificates(
	names: readonly string[],
	now: number,
): Promise<Omit<TlsMaterial, "minVersion">> {
	shared ??= make(now);
	const { keys, key, issued, ...made } = await shared;
	if (!isValid(made.ca, now)) {
		const ca = await createDevelopmentCa(now);
		return {
			ca: ca.certificate,
			key,
			cert: await issueServerCertificates(ca, keys, names, now),
			caKey: keyToPem(ca.privateKey),
		};
	}
	// Emulators that are started on one day by one name share their certificates, too: to make them takes half of a start.
	const same = `${Math.floor(now / day)} ${names.join()}`;
	const cert = issued.get(same) ?? issueServerCertificates(made.ca, keys, names, now);
	if (issued.size >= kept) issued.clear();
	issued.set(same, cert);
	return { ca: made.ca.certificate, key, cert: await cert, caKey: keyToPem(made.ca.privateKey) };
}

async function make(now: number): Promise<Shared> {
	const [ca, keys] = await Promise.all([createDevelopmentCa(now), generateServerKeys()]);
	return { ca, keys, key: keys.map(keyToPem), issued: new Map() };
}

/** Not so when emulators of one process live in different times, each with its own clock. */
function isValid({ certificate }: DevelopmentCa, now: number): boolean {
	const { validFrom, validTo } = new X509Certificate(certificate);
	return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}
