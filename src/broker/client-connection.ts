import type { Log, Timer } from "../core/ports.ts";
import type { AedesLink } from "./aedes-link.ts";
import { decideOnConnect, type RefusedConnect, reportRefusal } from "./authentication.ts";
import type { AskedOfConnection, ClientConnectionDeps } from "./client-connection-deps.ts";
import { clientOf } from "./client-of.ts";
import { ClientSession } from "./client-session.ts";
import { endStream, whenGone } from "./end-stream.ts";
import { foreignProtocol } from "./foreign-protocol.ts";
import { Keepalive, type Silence } from "./keepalive.ts";
import { Output } from "./output.ts";
import { PacketFlow } from "./packet-flow.ts";
import type { ConnectPacket, UnacceptableConnect } from "./packets/connect.ts";
import type { ClientPacket } from "./packets/decode-packet.ts";
import { encodeConnack, serverUnavailable } from "./packets/encode.ts";
import { checkFixedHeader } from "./packets/fixed-header.ts";
import type { Frame } from "./packets/frame-reader.ts";
import { ProtocolViolation } from "./packets/protocol-violation.ts";
import type { PublishBlock } from "./packets/publish-block.ts";
import { Requests } from "./requests.ts";
import type { Connection, Grant, WebSocketFrames } from "./session.ts";
import { largestPacket } from "./settings.ts";
import { type EndedBy, noWire } from "./wire.ts";

/** One connection of a client, from its first byte to its last. Every packet has passed the rules before it is acted on. */
export class ClientConnection implements AskedOfConnection {
	/** Its number, from 1, in the order in which they came. */
	readonly connection: number;
	readonly #deps: ClientConnectionDeps;
	readonly #connection: Connection;
	readonly #flow: PacketFlow;
	readonly #output: Output;
	readonly #requests: Requests;
	#wire = noWire;
	#connectTimer: Timer | undefined;
	#keepalive: Keepalive | undefined;
	#link: AedesLink | undefined;
	#connect: ConnectPacket | undefined;
	#session: ClientSession | undefined;
	#stage: "before CONNECT" | "connecting" | "connected" | "closed" = "before CONNECT";
	/** aedes owes an answer: no packet is taken before it is on its way. */
	#isAnswerDue = false;
	#endedBy: EndedBy = "broker";

	constructor(deps: ClientConnectionDeps, connection: Connection, number: number) {
		this.connection = number;
		this.#deps = deps;
		this.#connection = connection;
		const { stream, origin, frames } = connection;
		this.#flow = new PacketFlow(stream, this);
		this.#output = new Output(stream, deps.settings.maxBufferedBytes, this);
		this.#requests = new Requests(connection, number, deps, () => this.#flow.advance());
		const { connectTimeout } = deps.settings;
		const late = () => this.close(`no CONNECT within ${connectTimeout} ms`, "warn");
		this.#connectTimer = deps.clockOf().setTimeout(late, connectTimeout);
		this.#wire = deps.openWire?.(origin, this) ?? noWire;
		frames?.watch((frame) => this.#wire.frame?.(frame));
		whenGone(stream, (reason, by) => this.#gone(reason, by));
	}

	get stream() {
		return this.#connection.stream;
	}

	/** What the client may do, once its credentials were accepted. */
	get grant(): Grant | undefined {
		return this.#session?.grant;
	}

	/** Hands messages to the connection when the client has subscribed. */
	push(mqttTopic: string, messages: PublishBlock): boolean {
		if (this.#stage !== "connected" || !this.#session?.isSubscribed) return false;
		const wire = this.#wire;
		if (wire.letsBlocksPass?.()) {
			wire.outgoingBlock?.(mqttTopic, messages);
			this.#output.publish(messages.encode(mqttTopic, this.stream.writableLength > 0));
			this.#deps.buffered.written(this);
		} else for (const packet of messages.packets(mqttTopic)) this.sendToClient(packet);
		return this.#isOpen;
	}

	/** Resolves when no request is left to be answered. */
	settled(): Promise<void> {
		return this.#requests.settled();
	}

	get isReading(): boolean {
		return this.#flow.isReading;
	}

	get frames(): WebSocketFrames | undefined {
		return this.#connection.frames;
	}

	checkFixedHeader(type: number, flags: number): void {
		if (!this.#wire.isEnding?.()) checkFixedHeader(type, flags, this.#connect?.level);
	}

	maxPacketSize() {
		return largestPacket(this.#deps.settings, this.#stage === "connected");
	}

	mustWait(): boolean {
		return this.#stage === "connecting" || this.#isAnswerDue || this.#requests.isFull || !this.#isOpen;
	}

	incoming(frame: Frame): Frame | undefined {
		return this.#wire.incoming(frame);
	}

	unreadable(bytes: Buffer): void {
		this.#wire.unreadable?.(bytes);
	}

	take(packet: ClientPacket): void {
		this.#keepalive?.heard();
		if (packet.cmd === "connect") this.#takeConnect(packet);
		else if (packet.cmd === "unacceptable connect") this.#refuse(packet);
		else this.#session?.take(packet);
	}

	failed(error: unknown, bytes?: Buffer): void {
		if (!(error instanceof ProtocolViolation)) {
			return void this.close("the broker failed: please report it", "error", { err: error });
		}
		this.#wire.violated(error.clause, error.message);
		const hint = this.#connect === undefined && bytes ? foreignProtocol(bytes) : undefined;
		this.close(hint ? `it speaks ${hint}` : error.message, "warn", { violation: true, clause: error.clause });
	}

	silent({ clause, reason }: Silence): void {
		this.violated(clause, reason, "connection");
		this.close(reason, "warn", { clause });
	}

	onOverflow(bytes: number): void {
		this.cutOff("maxBufferedBytes", `${bytes} bytes wait for it`);
	}

	mayBringMore(): boolean {
		return this.#requests.count > 1;
	}

	violated(clause: string, message: string, by?: "connection"): void {
		this.#wire.violated(clause, message, by);
	}

	forward(packet: Buffer): void {
		this.#isAnswerDue = true;
		this.#link ??= this.#deps.sessions.open(this);
		this.#link.forward(packet);
	}

	answered(bytes: Buffer): void {
		if (!this.#isOpen) return;
		this.sendToClient(bytes);
		this.#isAnswerDue = false;
		this.#session?.answered();
		this.#flow.advance();
	}

	linkClosed(error: Error | null): void {
		this.close(`aedes ended the session: ${error?.message ?? "no reason"}`, "error", { err: error ?? undefined });
	}

	carryOut(topic: string, payload: Buffer, reply: (payload: string) => void): void {
		const session = this.#session;
		if (session === undefined) return;
		const violated = this.#wire.laterViolation?.() ?? (() => {});
		this.#requests.carryOut(session.grant, session.clientID, { topic, payload, reply, violated });
	}

	disconnected(): void {
		this.#endedBy = "client";
		this.close("the client sent DISCONNECT");
	}

	deliver(frame: Frame): void {
		this.#flow.deliver(frame);
	}

	send(packet: Buffer): void {
		if (!this.#isOpen) return;
		this.#output.packet(packet);
		this.#deps.buffered.written(this);
	}

	sendToClient(packet: Buffer): void {
		if (!this.#isOpen) {
			this.#deps.log.debug(this.#client, "reply dropped: its client is gone");
			return;
		}
		const sent = this.#wire.outgoing(packet);
		if (sent !== undefined) this.send(sent);
	}

	/** Closes for a reason that is not the client's: its will is not carried out. */
	shutDown(reason: string): void {
		this.#session?.dropWill();
		this.close(reason);
	}

	/** What was written arrives, then the connection is closed. */
	close(reason: string, level: keyof Log = "info", bindings: object = {}): void {
		this.#finish(reason, level, bindings, () => endStream(this.stream, this.#deps.realTime));
	}

	reset(reason: string): void {
		this.#finish(reason, "info", {}, () => {
			this.#connection.reset?.();
			this.stream.destroy();
		});
	}

	#finish(reason: string, level: keyof Log, bindings: object, endTransport: () => void): void {
		if (!this.#isOpen) return;
		const wasConnected = this.#stage === "connected";
		this.#stage = "closed";
		this.#connectTimer?.cancel();
		this.#keepalive?.stop();
		this.#flow.stop();
		this.#link?.destroy();
		this.#deps.log[level]({ ...this.#client, ...bindings }, `connection closed: ${reason}`);
		this.#wire.closed(reason, this.#endedBy);
		this.#output.end();
		endTransport();
		this.#deps.buffered.forget(this);
		this.#deps.onClosed(this);
		const session = this.#session;
		if (session === undefined) return;
		this.#deps.clients.release(session.clientID, this);
		if (!wasConnected) return;
		session.lost();
		this.#deps.onDisconnected?.(session.grant, session.clientID);
	}

	get #isOpen(): boolean {
		return this.#stage !== "closed";
	}

	get #client(): object {
		return clientOf(this.#connection.origin, this.#connect?.clientID);
	}

	#takeConnect(connect: ConnectPacket): void {
		this.#connectTimer?.cancel();
		this.#connect = connect;
		this.#stage = "connecting";
		this.#wire.identified(connect.clientID);
		this.#authenticate(connect).catch((error) => {
			this.sendToClient(encodeConnack(serverUnavailable));
			this.failed(error);
		});
	}

	/** Nothing is taken from the client meanwhile. */
	async #authenticate(connect: ConnectPacket): Promise<void> {
		const decision = await decideOnConnect(this.#deps.authenticate, connect);
		if (!this.#isOpen) return;
		if (decision.kind === "refused") this.#refuse(decision);
		else this.#accept(connect, decision);
	}

	#refuse(refusal: RefusedConnect | UnacceptableConnect): void {
		reportRefusal(refusal, { log: this.#deps.log, client: this.#client, wire: this.#wire });
		this.sendToClient(encodeConnack(refusal.returnCode));
		// It has its line in the log already.
		this.close(`CONNECT was refused with return code ${refusal.returnCode}`, "debug");
	}

	#accept(connect: ConnectPacket, grant: Grant): void {
		const { clients, clockOf, log } = this.#deps;
		const { clientID, keepalive, level } = connect;
		const { kind, appID } = grant;
		if (kind === "endpoint") clients.claim(clientID, this);
		// On the clock of the app, which is known only now.
		if (keepalive > 0) this.#keepalive = new Keepalive(clockOf(appID), keepalive, this);
		this.#wire.granted(grant);
		const client = this.#client;
		this.#session = new ClientSession({ connect, grant, client, host: this, shared: this.#deps });
		// Before CONNACK leaves, so that it holds when the client gets to know.
		this.#stage = "connected";
		log.info({ ...client, kind, appID, protocolLevel: level }, "client connected");
		this.#deps.onConnected?.(grant, clientID);
		this.sendToClient(encodeConnack(0));
		this.#flow.advance();
	}

	/** Whoever only tries whether a port is open is not worth a line. */
	#gone(reason: string, by: EndedBy): void {
		if (this.#isOpen && this.#endedBy === "broker") this.#endedBy = by;
		this.close(reason, this.#connect === undefined ? "debug" : "info");
	}

	/** The client does not read: what waits for it is thrown away. */
	cutOff(setting: "maxBufferedBytes" | "maxBufferedTotal", waiting: string): void {
		const reason = `the client does not read: ${waiting}, where ${setting} allows ${this.#deps.settings[setting]}`;
		this.close(reason, "warn", { setting });
		this.stream.destroy();
	}
}
