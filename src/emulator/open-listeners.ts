import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { type TlsMaterial, tlsServerOptions } from "../broker/certificates.ts";
import { dropFailedHandshakes, type FailedHandshake } from "../broker/listeners/drop-failed-handshakes.ts";
import type { Listener, RefusedUpgrade } from "../broker/listeners/listener.ts";
import { listenTcp } from "../broker/listeners/tcp.ts";
import { listenTls } from "../broker/listeners/tls.ts";
import { listenWs } from "../broker/listeners/ws.ts";
import { listenWss } from "../broker/listeners/wss.ts";
import type { Connection } from "../broker/session.ts";
import { SettingError, type SettingName, type Settings } from "../config.ts";
import type { Log } from "../core/ports.ts";
import type { AnyListener } from "../faults/fault-rule.ts";
import { type HttpListener, listenHttp, type Upgrades } from "../http/listen.ts";
import type { SocketGate } from "../system/accept-sockets.ts";
import { createConnectionLimits } from "./connection-limits.ts";
import { openFileLimit } from "./open-file-limit.ts";
import type { Ports } from "./ports.ts";

export interface Listeners {
	readonly ports: Ports;
	readonly http: readonly HttpListener[];
	readonly mqtt: readonly Listener[];
}

export interface OpenOptions {
	readonly settings: Settings;
	readonly app: FastifyInstance;
	readonly tls: TlsMaterial;
	readonly log: Log;
	/** What requests over HTTP and HTTPS can be upgraded to. */
	readonly upgrades: Upgrades;
	/** A listener has a new connection, of which nothing has been read. */
	onAccepted(listener: string): void;
	onFailedHandshake(failed: FailedHandshake): void;
	onRefusedUpgrade(refused: RefusedUpgrade): void;
	/** What may hold sockets back, and change what passes them. */
	readonly gate?: ((listener: AnyListener) => SocketGate) | undefined;
	onConnection(connection: Connection): void;
}

/** Opens all six listeners, or none. @throws SettingError naming the setting of the port or address that is not to be had */
export async function openListeners({
	settings,
	app,
	tls,
	log,
	upgrades,
	onConnection,
	onAccepted,
	onFailedHandshake,
	onRefusedUpgrade,
	gate,
}: OpenOptions): Promise<Listeners> {
	const { host, maxPacketSize } = settings;
	const isWithinLimits = createConnectionLimits({ ...settings, maxOpenFiles: openFileLimit(), log });
	const admit = (listener: string, socket: Socket) => {
		const isAdmitted = isWithinLimits(listener, socket);
		if (isAdmitted) onAccepted(listener);
		return isAdmitted;
	};
	const handshakeTimeout = settings.connectTimeout * 1000;
	const gated = gate === undefined ? {} : { gate };
	const told = { onConnection, onFailedHandshake, onRefusedUpgrade };
	const mqtt = { host, log, maxPacketSize, handshakeTimeout, admit, ...told, ...gated };
	const api = (listener: "http" | "https") => ({
		app,
		host,
		upgrades,
		headerTimeout: settings.headerTimeout * 1000,
		admit: (socket: Socket) => admit(listener, socket),
		...(gate === undefined ? {} : { gate: gate(listener) }),
		onAcceptError: (error: Error) => log.error({ listener, error: error.message }, "a connection was not accepted"),
	});
	const secure = { ...mqtt, tls };
	const opened: { close(): Promise<void> }[] = [];
	const open = async <L extends Listener | HttpListener>(setting: SettingName, opening: Promise<L>): Promise<L> => {
		const listener = await opening.catch((error) => {
			throw portError(setting, settings, error);
		});
		opened.push({ close: () => listener.close(0) });
		return listener;
	};
	const results = await Promise.allSettled([
		open("httpPort", listenHttp({ ...api("http"), port: settings.httpPort })),
		open(
			"httpsPort",
			listenHttp({
				...api("https"),
				port: settings.httpsPort,
				tls: tlsServerOptions(tls),
				onTlsServer: (server) => dropFailedHandshakes("https", server, log, onFailedHandshake),
			}),
		),
		open("mqttPort", listenTcp({ ...mqtt, port: settings.mqttPort })),
		open("mqttsPort", listenTls({ ...secure, port: settings.mqttsPort })),
		open("wsPort", listenWs({ ...mqtt, port: settings.wsPort })),
		open("wssPort", listenWss({ ...secure, port: settings.wssPort })),
	] as const);
	const failed = results.find((result) => result.status === "rejected");
	if (failed !== undefined) {
		await Promise.all(opened.map((listener) => listener.close()));
		throw failed.reason;
	}
	const [http, https, tcp, tlsListener, ws, wss] = results.map(
		(result) => result.status === "fulfilled" && result.value,
	) as [HttpListener, HttpListener, Listener, Listener, Listener, Listener];
	return {
		ports: {
			http: http.port,
			https: https.port,
			tcp: tcp.port,
			tls: tlsListener.port,
			ws: ws.port,
			wss: wss.port,
		},
		http: [http, https],
		mqtt: [tcp, tlsListener, ws, wss],
	};
}

function portError(setting: SettingName, settings: Settings, error: NodeJS.ErrnoException): SettingError {
	const at = `${settings.host}:${String(settings[setting])}`;
	switch (error.code) {
		case "EADDRINUSE":
			return new SettingError(setting, `${at} is in use by another program; choose another port, or 0 for a free one`, {
				exitCode: 1,
			});
		case "EACCES":
			return new SettingError(setting, `this user may not listen on ${at}; choose a port of 1024 or above`, {
				exitCode: 1,
			});
		case "EADDRNOTAVAIL":
		case "ENOTFOUND":
			return new SettingError("host", `${settings.host} is not an address of this machine`, { exitCode: 1 });
		default:
			return new SettingError(setting, `cannot listen on ${at}: ${error.message}`, { exitCode: 1 });
	}
}
