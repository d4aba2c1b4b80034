import { hostNameOrAny } from "../config/kinds/host-name.ts";
import type { Settings } from "../config.ts";
import type { EndpointAddress } from "../core/context.ts";
import { invalidInput } from "../core/errors.ts";
import type { AdvertisedControl } from "../http/control/advertised-control.ts";
import type { Ports } from "./ports.ts";

export interface AdvertisedDeps {
	readonly settings: Settings;
	/** Undefined before the listeners are open. */
	ports(): Ports | undefined;
	/** Makes the certificate of the TLS listeners good for a host, if it can. */
	certify(host: string): Promise<void>;
}

export interface Advertised extends AdvertisedControl {
	/** What clients are told of the broker that reached the emulator by a name. */
	addressFor(reachedHost: string): EndpointAddress;
	/** The host in force, `*` for the one by which the client came. */
	host(): string;
}

/** The address that clients are told: as the settings have it until somebody says otherwise. A reset leaves it alone. */
export function createAdvertised({ settings, ports, certify }: AdvertisedDeps): Advertised {
	let said: Partial<EndpointAddress> = {};

	const host = () => said.host ?? settings.advertisedHost;
	const get = (): EndpointAddress => {
		const bound = ports();
		return {
			host: host(),
			portTCP: (said.portTCP ?? settings.advertisedMqttPort) || (bound?.tcp ?? 0),
			portSSL: (said.portSSL ?? settings.advertisedMqttsPort) || (bound?.tls ?? 0),
			portWS: (said.portWS ?? settings.advertisedWsPort) || (bound?.ws ?? 0),
			portWSS: (said.portWSS ?? settings.advertisedWssPort) || (bound?.wss ?? 0),
		};
	};

	return {
		host,
		get,
		addressFor(reachedHost) {
			const address = get();
			return address.host === "*" ? { ...address, host: reachedHost || "localhost" } : address;
		},
		async set(address) {
			const next = checked(address);
			if (next.host !== undefined && next.host !== "*") await certify(next.host);
			said = next;
			return get();
		},
		clear() {
			said = {};
			return get();
		},
	};
}

/** @throws KiiError INVALID_INPUT_DATA */
function checked(address: Partial<EndpointAddress>): Partial<EndpointAddress> {
	for (const name of ["portTCP", "portSSL", "portWS", "portWSS"] as const) {
		const port = address[name];
		if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
			throw invalidInput({ [name]: "must be a port from 0 to 65535; 0 is the bound one" });
		}
	}
	if (address.host === undefined) return { ...address };
	try {
		return { ...address, host: hostNameOrAny.parse(address.host) };
	} catch (error) {
		throw invalidInput({ host: (error as Error).message });
	}
}
