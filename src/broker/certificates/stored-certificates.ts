import { join } from "node:path";
import type { Log } from "../../core/ports.ts";
import { CertificateError } from "./certificate-error.ts";
import { generateServerKeys, issueServerCertificates } from "./development-ca.ts";
import { keyToPem, pemBlocks } from "./pem.ts";
import { makeStoredCa, readStoredCa } from "./stored-ca.ts";
import { readStored, writeStored } from "./stored-file.ts";
import type { TlsMaterial } from "./tls-material.ts";
import { whyUnusable } from "./why-unusable.ts";

type StoredMaterial = Omit<TlsMaterial, "minVersion">;

/**
 * Looks, without changing anything, at the certificates kept in `{dataDir}/tls`: the CA, made once, and `server.pem` (keys and
 * certificates), made anew when it is missing, damaged, lacks one of `names` or ends within 30 days.
 * @returns what makes and keeps those that are missing, and tells them all; it throws a CertificateError when it cannot
 * @throws CertificateError when a file cannot be used
 */
export async function inspectStoredCertificates(
	dataDir: string,
	names: readonly string[],
	now: number,
	log: Log,
): Promise<() => Promise<StoredMaterial>> {
	const folder = join(dataDir, "tls");
	const file = join(folder, "server.pem");
	const [stored, storedCa] = await Promise.all([readStored(file), readStoredCa(folder, now, log)]);

	let reason: string | undefined;
	if (stored !== undefined && storedCa !== undefined) {
		const { ca, certificate } = storedCa;
		reason = whyUnusable(stored, certificate, names, now);
		if (reason === undefined) {
			const material: StoredMaterial = {
				ca: certificate,
				key: pemBlocks(stored, "PRIVATE KEY"),
				cert: pemBlocks(stored, "CERTIFICATE"),
				...(ca === undefined ? {} : { caKey: keyToPem(ca.privateKey) }),
			};
			return async () => material;
		}
	}
	if (storedCa !== undefined && storedCa.ca === undefined) {
		const sentence = `ca-key.pem is missing in ${folder}, and a new server certificate is needed: restore it, or delete the folder to have a new CA made`;
		throw new CertificateError("dataDir", join(folder, "ca-key.pem"), sentence);
	}
	return async () => {
		if (reason !== undefined) log.warn({ file }, `making new server certificates: ${reason}`);
		// Key generation takes longest; on a first start it runs beside that of the CA.
		const [ca, keys] = await Promise.all([storedCa?.ca ?? makeStoredCa(folder, now, log), generateServerKeys()]);
		const key = keys.map(keyToPem);
		const cert = await issueServerCertificates(ca, keys, names, now);
		await writeStored(file, [...key, ...cert].join(""), 0o600);
		return { ca: ca.certificate, key, cert, caKey: keyToPem(ca.privateKey) };
	};
}
