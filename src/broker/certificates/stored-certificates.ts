import { join } from "node:path";
import type { Log } from "../../core/ports.ts";
import { CertificateError } from "./certificate-error.ts";
import { generateServerKeys, issueServerCertificates } from "./development-ca.ts";
import { keyToPem, pemBlocks } from "./pem.ts";
import { storedCa } from "./stored-ca.ts";
import { readStored, writeStored } from "./stored-file.ts";
import type { TlsMaterial } from "./tls-material.ts";
import { whyUnusable } from "./why-unusable.ts";

/**
 * Certificates kept in `{dataDir}/tls`: the CA, made once, and `server.pem` (keys and certificates), made anew when it is
 * missing, damaged, lacks one of `names` or ends within 30 days.
 * @throws CertificateError when a file can not be used or written.
 */
export async function storedCertificates(
	dataDir: string,
	names: readonly string[],
	now: number,
	log: Log,
): Promise<Omit<TlsMaterial, "minVersion">> {
	const folder = join(dataDir, "tls");
	const file = join(folder, "server.pem");
	const stored = await readStored(file);
	// Key generation takes longest; on a first start it runs beside that of the CA.
	const early = stored === undefined ? generateServerKeys() : undefined;
	const { ca, certificate } = await storedCa(folder, now, log);

	if (stored !== undefined) {
		const reason = whyUnusable(stored, certificate, names, now);
		if (reason === undefined)
			return {
				ca: certificate,
				key: pemBlocks(stored, "PRIVATE KEY"),
				cert: pemBlocks(stored, "CERTIFICATE"),
				...(ca === undefined ? {} : { caKey: keyToPem(ca.privateKey) }),
			};
		log.warn({ file }, `making new server certificates: ${reason}`);
	}
	if (ca === undefined) {
		const sentence = `ca-key.pem is missing in ${folder}, and a new server certificate is needed: restore it, or delete the folder to have a new CA made`;
		throw new CertificateError("dataDir", join(folder, "ca-key.pem"), sentence);
	}
	const keys = await (early ?? generateServerKeys());
	const key = keys.map(keyToPem);
	const cert = await issueServerCertificates(ca, keys, names, now);
	await writeStored(file, [...key, ...cert].join(""), 0o600);
	return { ca: certificate, key, cert, caKey: keyToPem(ca.privateKey) };
}
