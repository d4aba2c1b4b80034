import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, Log, PushSink } from "../core/ports.ts";
import { createAedesSessions } from "./aedes-sessions.ts";
import { createBufferedTotal } from "./buffered-total.ts";
import { rememberCarriedOut } from "./carried-out.ts";
import { ClientConnection } from "./client-connection.ts";
import type { ClientConnectionDeps } from "./client-connection-deps.ts";
import { createConnectedClients } from "./connected-clients.ts";
import { createPublishBlock, rememberPublishBlocks } from "./packets/publish-block.ts";
import type { Authenticate, Connection, Grant, HandleRequest } from "./session.ts";
import type { BrokerSettings } from "./settings.ts";
import type { OpenWire } from "./wire.ts";

export type { BrokerSettings } from "./settings.ts";

export interface BrokerDeps {
	/** The time of an app; without one, for connections of which the app is not known yet, the emulator's. */
	clockOf(appID?: string): Clock;
	/** For how long an ending connection is given. Real time: a clock that is held still must not keep it open. */
	readonly realTime: Clock;
	readonly log: Log;
	readonly settings: BrokerSettings;
	readonly authenticate: Authenticate;
	readonly handleRequest: HandleRequest;
	/** What watches and changes the packets of a connection that has just opened; undefined leaves them alone. */
	readonly openWire?: OpenWire | undefined;
	onConnected?(grant: Grant, clientID: string): void;
	onDisconnected?(grant: Grant, clientID: string): void;
}

/** The MQTT broker, both of Kii's in one: onboarding (client ID `anonymous`) and issued endpoints (client ID = mqttTopic). */
export interface Broker extends PushSink {
	/** Takes a connection over, from its first byte on. */
	attach(connection: Connection): void;
	connectionCount(): number;
	/** The endpoints of an app, or of all, whose clients are connected. */
	connectedEndpoints(appID?: string): Extract<Grant, { kind: "endpoint" }>[];
	/**
	 * Closes the connections of an app's clients, or all there are, without their wills, once what was written is on its way.
	 * @returns how many those are
	 */
	closeConnections(appID: string | undefined, reason: string): number;
	/** Forgets which messages clients have sent before, all clients without `clientIDs`. */
	forgetMessages(clientIDs?: readonly string[]): void;
	/** Replies under way leave first, within `grace` milliseconds; then every connection is closed. Safe to call twice. */
	close(grace?: number): Promise<void>;
}

/** Turns of the event loop in which what was written leaves, unless the client does not read. */
const turnsToLeave = 50;

export async function createBroker(deps: BrokerDeps): Promise<Broker> {
	const { realTime, log } = deps;
	const connections = new Set<ClientConnection>();
	const buffered = createBufferedTotal(deps.settings.maxBufferedTotal);
	const clients = createConnectedClients<ClientConnection>();
	const sessions = await createAedesSessions(log);
	const carriedOut = rememberCarriedOut();
	let attached = 0;
	const blockOf = rememberPublishBlocks();
	const shared: ClientConnectionDeps = {
		...deps,
		clients,
		buffered,
		carriedOut,
		sessions,
		onClosed: (closed) => connections.delete(closed),
	};
	let closing: Promise<void> | undefined;

	async function close(grace: number): Promise<void> {
		const open = [...connections];
		if (grace > 0) await within(grace, Promise.all(open.map((connection) => connection.settled())));
		const streams = [...connections].map(({ stream }) => stream);
		for (const connection of [...connections]) connection.shutDown("the emulator is closing");
		for (let turn = 0; turn < turnsToLeave && streams.some(isLeaving); turn++) await nextTurn();
		for (const stream of streams) stream.destroy();
		await sessions.close();
	}

	async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
		await new Promise<void>((resolve) => {
			const timer = realTime.setTimeout(resolve, milliseconds);
			void work.then(() => {
				timer.cancel();
				resolve();
			});
		});
	}

	return {
		attach(connection) {
			if (closing !== undefined) {
				connection.stream.destroy();
				return;
			}
			connections.add(new ClientConnection(shared, connection, ++attached));
		},
		push: (mqttTopic, payload) => clients.find(mqttTopic)?.push(mqttTopic, createPublishBlock([payload])) ?? false,
		pushAll: (mqttTopic, payloads) => clients.find(mqttTopic)?.push(mqttTopic, blockOf(payloads)) ?? false,
		disconnect(mqttTopic, reason) {
			clients.find(mqttTopic)?.close(reason);
		},
		connectionCount: () => connections.size,
		connectedEndpoints: (appID) =>
			Array.from(connections, ({ grant }) => grant).flatMap((grant) =>
				grant?.kind === "endpoint" && (appID === undefined || grant.appID === appID) ? [grant] : [],
			),
		closeConnections(appID, reason) {
			const chosen = [...connections].filter(({ grant }) => appID === undefined || grant?.appID === appID);
			for (const connection of chosen) connection.shutDown(reason);
			return chosen.length;
		},
		forgetMessages: (clientIDs) => carriedOut.forget(clientIDs),
		close(grace = 1000) {
			closing ??= close(grace);
			return closing;
		},
	};
}

function isLeaving({ destroyed, writableFinished }: Connection["stream"]): boolean {
	return !destroyed && !writableFinished;
}
