import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TlsMaterial } from "../broker/certificates.ts";
import type { Settings } from "../config.ts";
import type { Clock, Log } from "../core/ports.ts";
import { inspectTls } from "./inspect-tls.ts";
import type { ShownCertificates } from "./shown-certificates.ts";

export interface CertifierDeps {
	readonly settings: Settings;
	readonly clock: Clock;
	readonly log: Log;
}

/** Keeps the certificate of the TLS listeners good for the hosts that clients are told. */
export interface Certifier {
	/** From here on the listeners present what {@link certify} makes. */
	serve(tls: TlsMaterial, shown: ShownCertificates): void;
	/** New handshakes get a certificate with that name, under the same CA. An own certificate stays; the log says if it lacks it. */
	certify(host: string): Promise<void>;
}

export function createCertifier({ settings, clock, log }: CertifierDeps): Certifier {
	const names = new Set<string>();
	let served: { tls: TlsMaterial; readonly shown: ShownCertificates } | undefined;
	return {
		serve(tls, shown) {
			served = { tls, shown };
		},
		async certify(host) {
			if (served === undefined || covers(served.tls, host)) return;
			if (settings.tlsCert !== undefined) {
				log.warn(
					{ host },
					`the certificate of tls-cert is not for ${host}: clients that check it will not connect by TLS`,
				);
				return;
			}
			names.add(host);
			const makeTls = await inspectTls(settings, clock, log, [...names]);
			const tls = await makeTls();
			await served.shown.use(tls);
			served = { ...served, tls };
			log.info({ host }, `TLS certificate made anew, for ${host} as well`);
		},
	};
}

function covers({ cert }: TlsMaterial, host: string): boolean {
	return cert.every((pem) => {
		const certificate = new X509Certificate(pem);
		return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
	});
}
