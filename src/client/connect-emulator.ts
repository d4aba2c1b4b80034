import { onlyKnown } from "../only-known.ts";
import { createCall } from "./control-call.ts";
import type { AppKeys } from "./emulator-control.ts";
import { type EmulatorControl, emulatorControl } from "./emulator-control.ts";
import { eventsUrl } from "./events-url.ts";
import { type FetchTransportOptions, fetchTransport } from "./fetch-transport.ts";
import { follow } from "./follow.ts";

export interface ConnectOptions extends FetchTransportOptions {
	/** The ports by which this program reaches the listeners, where they are not what the emulator says: behind mapped ports. */
	readonly ports?: Partial<Ports>;
}

export type Ports = Readonly<Record<"http" | "https" | "tcp" | "tls" | "ws" | "wss", number>>;
export type Urls = Readonly<Record<"http" | "https" | "mqtt" | "mqtts" | "ws" | "wss", string>>;

/** An emulator that runs elsewhere: in a container, as a command. What `createEmulator` gives reads the same. */
export interface ConnectedEmulator extends EmulatorControl, AsyncDisposable {
	readonly ports: Ports;
	/** The URLs of all six listeners, as this program reaches them. */
	readonly urls: Urls;
	/** PEM of the CA that a client must trust for TLS, WSS and HTTPS. */
	readonly ca: string;
	/** The app that is there from the start. */
	readonly app: AppKeys;
	/** Nothing to end: the emulator is not this program's. */
	close(): Promise<void>;
}

/**
 * Connects to the emulator whose HTTP API is at `url`, e.g. `http://localhost:8080`.
 * @throws TypeError for an option that there is not, or a URL of another scheme; Error when none answers there; ControlError CONTROL_FORBIDDEN when it does not let this program in
 */
export async function connectEmulator(url: string | URL, options: ConnectOptions = {}): Promise<ConnectedEmulator> {
	onlyKnown(options, ["token", "fetch", "ports"], "option of connectEmulator");
	onlyKnown(options.ports ?? {}, ["http", "https", "tcp", "tls", "ws", "wss"], "port of an emulator");
	const base = String(url).replace(/\/+$/, "");
	if (!/^https?:\/\/./i.test(base)) throw new TypeError(`${base} is no URL of an emulator: write ${asHttp(base)}`);
	const { token } = options;
	const transport = fetchTransport(base, options);
	const call = createCall(transport);
	const control = emulatorControl({
		url: base,
		call,
		follow: (query, signal) => follow(eventsUrl(base, { ...query, access_token: token }), signal),
	});
	const [{ listeners }, ca, app, advertised] = await Promise.all([
		control.health(),
		call<string>("GET", "/_emulator/ca.pem"),
		control.apps.get("emulator"),
		control.advertised.get(),
	]);
	const here = new URL(base);
	const herePort = Number(here.port) || (here.protocol === "https:" ? 443 : 80);
	const ports: Ports = {
		...listeners,
		tcp: advertised.portTCP || listeners.tcp,
		tls: advertised.portSSL || listeners.tls,
		ws: advertised.portWS || listeners.ws,
		wss: advertised.portWSS || listeners.wss,
		[here.protocol === "https:" ? "https" : "http"]: herePort,
		...options.ports,
	};
	const host = here.hostname;
	return {
		...control,
		ports,
		urls: {
			http: `http://${host}:${ports.http}`,
			https: `https://${host}:${ports.https}`,
			mqtt: `mqtt://${host}:${ports.tcp}`,
			mqtts: `mqtts://${host}:${ports.tls}`,
			ws: `ws://${host}:${ports.ws}/mqtt`,
			wss: `wss://${host}:${ports.wss}/mqtt`,
		},
		ca,
		app,
		async close() {},
		async [Symbol.asyncDispose]() {},
	};
}

/** `localhost:8080`, and `mqtt://localhost:1883`, whose port is another one. */
function asHttp(given: string): string {
	return /^[\w.-]+(?::\d+)?$/.test(given) || /^\[[\da-f:]+\]/i.test(given)
		? `http://${given}`
		: "that of its HTTP listener, as http://localhost:8080";
}
