import type { Clock, Log } from "../core/ports.ts";
import type { AedesSessions } from "./aedes-sessions.ts";
import type { BufferedTotal } from "./buffered-total.ts";
import type { CarriedOut } from "./carried-out.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ConnectedClients } from "./connected-clients.ts";
import type { Authenticate, Grant, HandleRequest } from "./session.ts";
import type { BrokerSettings } from "./settings.ts";
import type { OpenWire } from "./wire.ts";

/** What the broker gives all connections. */
export interface ClientConnectionDeps {
	clockOf(appID?: string): Clock;
	readonly realTime: Clock;
	readonly log: Log;
	readonly settings: BrokerSettings;
	readonly authenticate: Authenticate;
	readonly handleRequest: HandleRequest;
	readonly clients: ConnectedClients<ClientConnection>;
	readonly carriedOut: CarriedOut;
	readonly buffered: BufferedTotal;
	readonly sessions: AedesSessions;
	readonly openWire?: OpenWire | undefined;
	onConnected?(grant: Grant, clientID: string): void;
	onDisconnected?(grant: Grant, clientID: string): void;
	onClosed(connection: ClientConnection): void;
}
