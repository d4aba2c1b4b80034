import type { Ports } from "./ports.ts";

/** Base URLs of the listeners, for a client on this machine. */
export interface Urls {
	readonly http: string;
	readonly https: string;
	readonly mqtt: string;
	readonly mqtts: string;
	readonly ws: string;
	readonly wss: string;
}

export function urlsOf(host: string, ports: Ports): Urls {
	// A listener on all addresses is reached on the loopback one.
	const reachable = host === "0.0.0.0" || host === "" ? "127.0.0.1" : host === "::" ? "::1" : host;
	const name = reachable.includes(":") ? `[${reachable}]` : reachable;
	return {
		http: `http://${name}:${ports.http}`,
		https: `https://${name}:${ports.https}`,
		mqtt: `mqtt://${name}:${ports.tcp}`,
		mqtts: `mqtts://${name}:${ports.tls}`,
		ws: `ws://${name}:${ports.ws}/mqtt`,
		wss: `wss://${name}:${ports.wss}/mqtt`,
	};
}
