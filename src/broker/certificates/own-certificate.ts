import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { CertificateError, type CertificateOption } from "./certificate-error.ts";
import { pemBlocks } from "./pem.ts";
import type { TlsMaterial } from "./tls-material.ts";

export interface OwnCertificate {
	/** PEM: the server's certificate, then its intermediates. */
	readonly certFile: string;
	/** PEM, not encrypted. */
	readonly keyFile: string;
	/** PEM: what clients must trust; without it the last certificate of `certFile`. */
	readonly caFile?: string;
}

/** The user's own certificate. @throws CertificateError naming the file that can not be used. */
export async function ownCertificate({
	certFile,
	keyFile,
	caFile,
}: OwnCertificate): Promise<Omit<TlsMaterial, "minVersion">> {
	const [cert, key, ca] = await Promise.all([
		read("certFile", certFile),
		read("keyFile", keyFile),
		caFile === undefined ? undefined : read("caFile", caFile),
	]);
	const chain = certificates("certFile", certFile, cert);
	if (caFile !== undefined) certificates("caFile", caFile, ca ?? "");
	if (!chain[0]?.checkPrivateKey(privateKey(keyFile, key)))
		throw new CertificateError(
			"keyFile",
			keyFile,
			`the private key in ${keyFile} is not that of the certificate in ${certFile}`,
		);
	return { ca: ca ?? chain.at(-1)?.toString() ?? cert, key: [key], cert: [cert] };
}

async function read(option: CertificateOption, file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new CertificateError(option, file, `cannot read ${file}: ${(error as Error).message}`, error);
	}
}

function certificates(option: CertificateOption, file: string, text: string): X509Certificate[] {
	try {
		const [first, ...others] = pemBlocks(text, "CERTIFICATE");
		return [new X509Certificate(first ?? ""), ...others.map((pem) => new X509Certificate(pem))];
	} catch (error) {
		throw new CertificateError(option, file, `${file} holds no certificate in PEM form`, error);
	}
}

function privateKey(file: string, text: string): KeyObject {
	try {
		return createPrivateKey(text);
	} catch (error) {
		throw new CertificateError("keyFile", file, `${file} holds no unencrypted private key in PEM form`, error);
	}
}
