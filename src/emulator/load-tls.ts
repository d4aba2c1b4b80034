import { networkInterfaces } from "node:os";
import { CertificateError, loadCertificates, type TlsMaterial } from "../broker/certificates.ts";
import { SettingError, type SettingName, type Settings } from "../config.ts";
import type { Clock, Log } from "../core/ports.ts";

const settingOf: Readonly<Record<CertificateError["option"], SettingName>> = {
	dataDir: "dataDir",
	certFile: "tlsCert",
	keyFile: "tlsKey",
	caFile: "tlsCa",
};

/** The certificates of the TLS listeners. @throws SettingError naming the setting of a file that cannot be used */
export async function loadTls(
	settings: Settings,
	clock: Clock,
	log: Log,
	names: readonly string[] = [],
): Promise<TlsMaterial> {
	const { tlsCert: certFile, tlsKey: keyFile, tlsCa: caFile, tlsMinVersion: minVersion, dataDir } = settings;
	try {
		return await loadCertificates({
			dataDir,
			ownCertificate:
				certFile === undefined || keyFile === undefined
					? undefined
					: { certFile, keyFile, ...(caFile === undefined ? {} : { caFile }) },
			minVersion,
			extraNames: [settings.advertisedHost, ...boundNames(settings.host), ...names],
			log,
			now: clock.now(),
		});
	} catch (error) {
		if (!(error instanceof CertificateError)) throw error;
		throw new SettingError(settingOf[error.option], error.message, { exitCode: 1 });
	}
}

/** Devices on the network reach a listener on all addresses by any of them. */
function boundNames(host: string): string[] {
	if (host !== "0.0.0.0" && host !== "::") return [host];
	return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
}
