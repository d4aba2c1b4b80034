import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../../core/ports.ts";
import { CertificateError } from "./certificate-error.ts";
import { createDevelopmentCa, type DevelopmentCa } from "./development-ca.ts";
import { keyToPem } from "./pem.ts";
import { readStored, writeStored } from "./stored-file.ts";

/**
 * The CA kept in `folder` as `ca.pem` and `ca-key.pem`; made when there is none or it has expired. A damaged one is
 * refused, never replaced: clients out there trust it. Without its key (`ca` undefined) it can still be handed out.
 * @throws CertificateError
 */
export async function storedCa(
	folder: string,
	now: number,
	log: Log,
): Promise<{ readonly certificate: string; readonly ca: DevelopmentCa | undefined }> {
	const certificateFile = join(folder, "ca.pem");
	const keyFile = join(folder, "ca-key.pem");
	const [certificate, key] = await Promise.all([readStored(certificateFile), readStored(keyFile)]);

	if (certificate !== undefined) {
		const { publicKey, validTo, subject } = parse(certificateFile, certificate);
		if (!/^CN=[^\n]+$/.test(subject) || publicKey.asymmetricKeyType !== "rsa")
			throw refusal(certificateFile, "was not made by kii-emulator; give a certificate of your own by its settings");
		if (Date.parse(validTo) > now) {
			if (key === undefined) return { certificate, ca: undefined };
			const privateKey = parseKey(keyFile, key);
			if (!new X509Certificate(certificate).checkPrivateKey(privateKey))
				throw refusal(keyFile, `is not the key of ${certificateFile}`);
			return { certificate, ca: { privateKey, certificate } };
		}
		log.warn(
			{ file: certificateFile },
			`the development CA ended on ${validTo}: making a new one, which clients must trust anew`,
		);
	}

	const ca = await createDevelopmentCa(now);
	// The certificate last: it counts as made once that is there.
	await writeStored(keyFile, keyToPem(ca.privateKey), 0o600);
	await writeStored(certificateFile, ca.certificate, 0o644);
	log.info({ file: certificateFile }, "made a development CA; TLS clients must trust it");
	return { certificate: ca.certificate, ca };
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
