import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { Flaws } from "./flaws.ts";
import type { Address } from "./world.ts";

/** Certificates that a device with a flaw takes, by OpenSSL's word for what is wrong with them. */
const tolerated: Readonly<Record<string, readonly string[]>> = {
	"tls-refuses-untrusted": [
		"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		"SELF_SIGNED_CERT_IN_CHAIN",
		"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	],
	"tls-refuses-expired": ["CERT_HAS_EXPIRED"],
	"tls-refuses-wrong-name": ["ERR_TLS_CERT_ALTNAME_INVALID"],
};

/** Bytes of certificates that a device with a flaw cannot take. */
const record = 16_384;
const tooLarge: Readonly<Record<string, readonly [number, number]>> = {
	"tls-large-certificate": [1200, record],
	"tls-huge-certificate": [record, Number.POSITIVE_INFINITY],
};

/**
 * TLS over a connection. Nothing leaves before the certificate was looked at.
 * @param isFirst of the device since it was started: one with a flaw tries without TLS then
 */
export function dialSecurely(raw: Duplex, { host }: Address, ca: string, flaws: Flaws, isFirst: boolean): Duplex {
	if (isIP(host) !== 0 && flaws.has("tls-without-sni")) {
		raw.destroy();
		return raw;
	}
	if (flaws.has("tls-connects") && isFirst) return raw;
	const options: ConnectionOptions = {
		socket: raw,
		host,
		ca,
		rejectUnauthorized: false,
		...(isIP(host) === 0 ? { servername: host } : {}),
	};
	const socket = connect(options);
	socket.cork();
	socket.once("secureConnect", () => {
		if (isAcceptable(socket, flaws)) socket.uncork();
		else socket.destroy();
	});
	return socket;
}

function isAcceptable(socket: TLSSocket, flaws: Flaws): boolean {
	const size = socket.getPeerCertificate().raw.length;
	for (const [flaw, [from, to]] of Object.entries(tooLarge))
		if (flaws.has(flaw) && size > from && size <= to) return false;
	if (socket.authorized) return true;
	const { code = String(socket.authorizationError) } = socket.authorizationError as NodeJS.ErrnoException;
	return Object.entries(tolerated).some(([flaw, codes]) => flaws.has(flaw) && codes.includes(code));
}
