/** A certificate or key that can not be used. `option` says which of {@link inspectCertificates}' options named `file`. */
export class CertificateError extends Error {
	override readonly name = "CertificateError";
	readonly option: CertificateOption;
	readonly file: string;

	constructor(option: CertificateOption, file: string, sentence: string, cause?: unknown) {
		super(sentence, { cause });
		this.option = option;
		this.file = file;
	}
}

export type CertificateOption = "dataDir" | "certFile" | "keyFile" | "caFile";
