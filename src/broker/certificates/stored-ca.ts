import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../../core/ports.ts";
import { CertificateError } from "./certificate-error.ts";
import { createDevelopmentCa, type DevelopmentCa } from "./development-ca.ts";
import { keyToPem } from "./pem.ts";
import { readStored, writeStored } from "./stored-file.ts";

/** A CA that can be handed out; without its key nothing can be signed by it. */
export interface StoredCa {
	readonly certificate: string;
	readonly ca: DevelopmentCa | undefined;
}

/**
 * The CA kept in `folder` as `ca.pem` and `ca-key.pem`, undefined when there is none or it has expired. Changes nothing. A
 * damaged one is refused, never replaced: clients out there trust it.
 * @throws CertificateError
 */
export async function readStoredCa(folder: string, now: number, log: Log): Promise<StoredCa | undefined> {
	const { certificateFile, keyFile } = filesIn(folder);
	const [certificate, key] = await Promise.all([readStored(certificateFile), readStored(keyFile)]);
	if (certificate === undefined) return undefined;
	const { publicKey, validTo, subject } = parse(certificateFile, certificate);
	if (!/^CN=[^\n]+$/.test(subject) || publicKey.asymmetricKeyType !== "rsa")
		throw refusal(certificateFile, "was not made by kii-emulator; give a certificate of your own by its settings");
	if (Date.parse(validTo) <= now) {
		log.warn(
			{ file: certificateFile },
			`the development CA ended on ${validTo}: a new one is needed, which clients must trust anew`,
		);
		return undefined;
	}
	if (key === undefined) return { certificate, ca: undefined };
	const privateKey = parseKey(keyFile, key);
	if (!new X509Certificate(certificate).checkPrivateKey(privateKey))
		throw refusal(keyFile, `is not the key of ${certificateFile}`);
	return { certificate, ca: { privateKey, certificate } };
}

/** Makes a CA and keeps it in `folder`. @throws CertificateError */
export async function makeStoredCa(folder: string, now: number, log: Log): Promise<DevelopmentCa> {
	const { certificateFile, keyFile } = filesIn(folder);
	const ca = await createDevelopmentCa(now);
	// The certificate last: it counts as made once that is there.
	await writeStored(keyFile, keyToPem(ca.privateKey), 0o600);
	await writeStored(certificateFile, ca.certificate, 0o644);
	log.info({ file: certificateFile }, "made a development CA; TLS clients must trust it");
	return ca;
}

function filesIn(folder: string) {
	return { certificateFile: join(folder, "ca.pem"), keyFile: join(folder, "ca-key.pem") };
}

function parse(file: string, text: string): X509Certificate {
	try {
		return new X509Certificate(text);
	} catch (error) {
		throw refusal(file, "is damaged", error);
	}
}

function parseKey(file: string, text: string): KeyObject {
	try {
		return createPrivateKey(text);
	} catch (error) {
		throw refusal(file, "is damaged", error);
	}
}

function refusal(file: string, fault: string, cause?: unknown): CertificateError {
	return new CertificateError(
		"dataDir",
		file,
		`${file} ${fault}: restore it, or delete its folder to have a new CA made`,
		cause,
	);
}
