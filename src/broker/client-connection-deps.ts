import type { Clock, Log } from "../core/ports.ts";
import type { AedesLink } from "./aedes-link.ts";
import type { BufferedTotal } from "./buffered-total.ts";
import type { CarriedOut } from "./carried-out.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ConnectedClients } from "./connected-clients.ts";
import type { Authenticate, Grant, HandleRequest } from "./session.ts";
import type { BrokerSettings } from "./settings.ts";
import type { OpenWire } from "./wire.ts";

/** What the broker gives each connection. */
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
	readonly openWire?: OpenWire | undefined;
	/** From 1, in the order in which they came. */
	readonly number: number;
	/** Has aedes open a session at the other end of the link. */
	openSession(link: AedesLink, connection: ClientConnection): void;
	onConnected(grant: Grant, clientID: string): void;
	onDisconnected(grant: Grant, clientID: string): void;
	onClosed(connection: ClientConnection): void;
}
