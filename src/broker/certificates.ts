import type { Log } from "../core/ports.ts";
import { ephemeralCertificates } from "./certificates/ephemeral-certificates.ts";
import { type OwnCertificate, ownCertificate } from "./certificates/own-certificate.ts";
import { serverNames } from "./certificates/server-names.ts";
import { inspectStoredCertificates } from "./certificates/stored-certificates.ts";
import type { TlsMaterial, TlsVersion } from "./certificates/tls-material.ts";

export { CertificateError } from "./certificates/certificate-error.ts";
export { type FaultyCertificate, faultyCertificates } from "./certificates/faulty-certificates.ts";
export { tlsServerOptions } from "./certificates/tls-server-options.ts";
export type { OwnCertificate, TlsMaterial, TlsVersion };

export interface CertificateOptions {
	/** Where the development CA lives on; without it everything is made anew for each process. */
	readonly dataDir?: string | undefined;
	/** Instead of a development CA. */
	readonly ownCertificate?: OwnCertificate | undefined;
	readonly minVersion: TlsVersion;
	/** DNS names and IP addresses the server certificate must have besides the usual ones; what is neither is left out. */
	readonly extraNames: readonly string[];
	readonly log: Log;
	/** Unix milliseconds. */
	readonly now: number;
}

/**
 * What TLS and HTTPS servers present: the user's own certificate, or one of a development CA.
 * @throws CertificateError naming the option and the file that can not be used.
 */
export async function loadCertificates(options: CertificateOptions): Promise<TlsMaterial> {
	return (await inspectCertificates(options))();
}

/**
 * The first half of {@link loadCertificates}, which reads and changes nothing. @returns the second one, which makes and keeps
 * what is missing
 * @throws CertificateError
 */
export async function inspectCertificates(options: CertificateOptions): Promise<() => Promise<TlsMaterial>> {
	const make = await inspect(options);
	return async () => ({ ...(await make()), minVersion: options.minVersion });
}

async function inspect(options: CertificateOptions): Promise<() => Promise<Omit<TlsMaterial, "minVersion">>> {
	const { dataDir, ownCertificate: own, extraNames, log, now } = options;
	if (own !== undefined) {
		const material = await ownCertificate(own);
		return async () => material;
	}
	const names = serverNames(extraNames);
	if (dataDir === undefined) return () => ephemeralCertificates(names, now);
	return inspectStoredCertificates(dataDir, names, now, log);
}
