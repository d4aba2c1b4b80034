import type { Clock, Log } from "../core/ports.ts";
import type { LinkEvents } from "./aedes-link.ts";
import type { AedesSessions } from "./aedes-sessions.ts";
import type { BufferedTotal } from "./buffered-total.ts";
import type { CarriedOut } from "./carried-out.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { SessionHost } from "./client-session.ts";
import type { ConnectedClients } from "./connected-clients.ts";
import type { KeepaliveOwner } from "./keepalive.ts";
import type { OutputEvents } from "./output.ts";
import type { PacketTaker } from "./packet-flow.ts";
import type { Authenticate, Grant, HandleRequest } from "./session.ts";
import type { BrokerSettings } from "./settings.ts";
import type { OpenWire, WireControl } from "./wire.ts";

/** What the parts of a connection ask of it: methods, not functions made for each connection, of which there may be ten thousand. */
export type AskedOfConnection = PacketTaker & OutputEvents & KeepaliveOwner & LinkEvents & SessionHost & WireControl;

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
