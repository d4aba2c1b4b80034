import { type CertificateOptions, loadCertificates, type TlsMaterial } from "../../../src/broker/certificates.ts";

export const day = 24 * 3600 * 1000;

/** {@link loadCertificates} with the usual options, and what it logged. */
export async function load(
	options: Partial<CertificateOptions> = {},
): Promise<{ material: TlsMaterial; logged: string[] }> {
	const logged: string[] = [];
	const line = (_bindings: object, message: string) => void logged.push(message);
	const log = { debug: line, info: line, warn: line, error: line };
	const material = await loadCertificates({ minVersion: "TLSv1.2", extraNames: [], now: Date.now(), ...options, log });
	return { material, logged };
}
