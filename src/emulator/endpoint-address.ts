import type { Settings } from "../config.ts";
import type { EndpointAddress } from "../core/context.ts";
import type { Ports } from "./open-listeners.ts";

/** What clients are told of the broker: the advertised host and ports, else where they came by and what is bound. */
export function endpointAddress(settings: Settings, ports: Ports | undefined, reachedHost: string): EndpointAddress {
	return {
		host: settings.advertisedHost === "*" ? reachedHost || "localhost" : settings.advertisedHost,
		portTCP: settings.advertisedMqttPort || (ports?.tcp ?? 0),
		portSSL: settings.advertisedMqttsPort || (ports?.tls ?? 0),
		portWS: settings.advertisedWsPort || (ports?.ws ?? 0),
		portWSS: settings.advertisedWssPort || (ports?.wss ?? 0),
	};
}
