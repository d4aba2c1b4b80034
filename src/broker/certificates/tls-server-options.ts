import { DEFAULT_CIPHERS, type SecureContextOptions } from "node:tls";
import type { TlsMaterial } from "./tls-material.ts";

/** The options of `tls.createServer` and `https.createServer` for `material`. */
export function tlsServerOptions({ key, cert, minVersion }: TlsMaterial): SecureContextOptions {
	const options = { key, cert, minVersion };
	if (minVersion !== "TLSv1" && minVersion !== "TLSv1.1") return options;
	// The SHA-1 signatures of TLS 1.0 and 1.1 are below OpenSSL's usual security level.
	return { ...options, ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` };
}
