import type { Duplex } from "node:stream";
import type { Clock } from "../../../src/core/ports.ts";

export interface HttpAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
	readonly body: string;
}

/** Where a broker is, as an endpoint reply or a device's own configuration says. */
export interface Address {
	readonly host: string;
	readonly portTCP: number;
	readonly portSSL: number;
	readonly portWS: number;
	readonly portWSS: number;
}

/** What a device stands on: time, chance, a network. In tests time is the emulator's clock and the network is memory. */
export interface World {
	readonly clock: Clock;
	readonly appID: string;
	readonly appKey: string;
	/** The default broker, which every device is built with. */
	readonly broker: Address;
	/** A number from 0 up to 1. */
	random(): number;
	/** Opens a connection; it fails by an `error` and a `close`. */
	dial(address: Address): Duplex;
	/** A call of the HTTP API, by the path behind the host. */
	http(method: string, path: string, headers: Record<string, string>, body?: string): Promise<HttpAnswer>;
}
