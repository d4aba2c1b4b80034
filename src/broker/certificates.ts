import type { Log } from "../core/ports.ts";
import { ephemeralCertificates } from "./certificates/ephemeral-certificates.ts";
import { type OwnCertificate, ownCertificate } from "./certificates/own-certificate.ts";
import { serverNames } from "./certificates/server-names.ts";
import { storedCertificates } from "./certificates/stored-certificates.ts";
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
	return { ...(await certificates(options)), minVersion: options.minVersion };
}

function certificates(options: CertificateOptions): Promise<Omit<TlsMaterial, "minVersion">> {
	const { dataDir, ownCertificate: own, extraNames, log, now } = options;
	if (own !== undefined) return ownCertificate(own);
	const names = serverNames(extraNames);
	return dataDir === undefined ? ephemeralCertificates(names, now) : storedCertificates(dataDir, names, now, log);
}
