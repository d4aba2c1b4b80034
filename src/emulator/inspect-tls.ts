import { networkInterfaces } from "node:os";
import { CertificateError, inspectCertificates, type TlsMaterial } from "../broker/certificates.ts";
import { SettingError, type SettingName, type Settings } from "../config.ts";
import type { Clock, Log } from "../core/ports.ts";

const settingOf: Readonly<Record<CertificateError["option"], SettingName>> = {
	dataDir: "dataDir",
	certFile: "tlsCert",
	keyFile: "tlsKey",
	caFile: "tlsCa",
};

/**
 * Looks at the certificates of the TLS listeners without changing a file. @returns what makes those that are missing
 * @throws SettingError naming the setting of a file that cannot be used, and so does what it returns
 */
export async function inspectTls(
	settings: Settings,
	clock: Clock,
	log: Log,
	names: readonly string[] = [],
): Promise<() => Promise<TlsMaterial>> {
	const { tlsCert: certFile, tlsKey: keyFile, tlsCa: caFile, tlsMinVersion: minVersion, dataDir } = settings;
	const make = await naming(
		inspectCertificates({
			dataDir,
			ownCertificate:
				certFile === undefined || keyFile === undefined
					? undefined
					: { certFile, keyFile, ...(caFile === undefined ? {} : { caFile }) },
			minVersion,
			extraNames: [settings.advertisedHost, ...boundNames(settings.host), ...names],
			log,
			now: clock.now(),
		}),
	);
	return () => naming(make());
}

/** Names the setting of what is wrong. */
async function naming<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
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
