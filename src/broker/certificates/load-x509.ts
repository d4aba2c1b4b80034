import { webcrypto } from "node:crypto";

/** The X.509 library. Loading it holds the process for a tenth of a second, so only what issues certificates does. */
export async function loadX509() {
	const x509 = await import("@peculiar/x509");
	x509.cryptoProvider.set(webcrypto);
	return x509;
}
