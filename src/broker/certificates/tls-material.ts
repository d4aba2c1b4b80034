export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** What TLS servers present and what their clients must trust. All PEM. */
export interface TlsMaterial {
	/** The CA a client must trust. */
	readonly ca: string;
	/** Private keys, one a key type, in the order of `cert`. */
	readonly key: string[];
	/** Certificates, one a key type. */
	readonly cert: string[];
	readonly minVersion: TlsVersion;
	/** The key of `ca`, to sign what else is to be shown. There is none with an own certificate, or when it got lost. */
	readonly caKey?: string;
}
