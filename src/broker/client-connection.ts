import type { Log, Timer } from "../core/ports.ts";
import { AedesLink } from "./aedes-link.ts";
import { decideOnConnect, reportRefusal } from "./authentication.ts";
import type { ClientConnectionDeps } from "./client-connection-deps.ts";
import { clientOf } from "./client-of.ts";
import { ClientSession } from "./client-session.ts";
import { endStream, whenGone } from "./end-stream.ts";
import { watchForForeignProtocol } from "./foreign-protocol.ts";
import { type Keepalive, type Silence, watchKeepalive } from "./keepalive.ts";
import { Output } from "./output.ts";
import { PacketFlow } from "./packet-flow.ts";
import type { ConnectPacket, UnacceptableConnect } from "./packets/connect.ts";
import type { ClientPacket } from "./packets/decode-packet.ts";
import { encodeRefusal } from "./packets/encode.ts";
import { checkFixedHeader } from "./packets/fixed-header.ts";
import { ProtocolViolation } from "./packets/protocol-violation.ts";
import type { PublishBlock } from "./packets/publish-block.ts";
import { createQosReceiver } from "./qos.ts";
import { Requests } from "./requests.ts";
import type { Connection, Grant } from "./session.ts";
import { largestPacket } from "./settings.ts";
import type { EndedBy, Wire, WireControl } from "./wire.ts";

/** One connection of a client, from its first byte to its last. Every packet has passed the rules before aedes sees it. */
export class ClientConnection {
	readonly #deps: ClientConnectionDeps;
	readonly #connection: Connection;
	readonly #flow: PacketFlow;
	readonly #output: Output;
	readonly #requests: Requests;
	readonly #wire: Wire | undefined;
	readonly #foreignProtocol: () => string | undefined;
	#connectTimer: Timer | undefined;
	#keepalive: Keepalive | undefined;
	#link: AedesLink | undefined;
	#connect: ConnectPacket | undefined;
	#session: ClientSession | undefined;
	#stage: "before CONNECT" | "connecting" | "connected" | "closed" = "before CONNECT";
	/** Set while aedes owes an answer: no packet is taken before it is on its way. */
	#answered: (() => void) | undefined;
	/** What the log says when aedes ends the session. */
	#endReason = "aedes ended the session";
	#endedBy: EndedBy = "broker";

	constructor(deps: ClientConnectionDeps, connection: Connection) {
		this.#deps = deps;
		this.#connection = connection;
		const { stream, origin, frames } = connection;
		this.#foreignProtocol = watchForForeignProtocol(stream);
		this.#flow = new PacketFlow(stream, {
			checkFixedHeader: (type, flags) => checkFixedHeader(type, flags, this.#connect?.level),
			maxPacketSize: () => largestPacket(deps.settings, this.#stage === "connected"),
			mustWait: () => this.#mustWait(),
			incoming: (frame) => (this.#wire === undefined ? frame : this.#wire.incoming(frame)),
			unreadable: (bytes) => this.#wire?.unreadable?.(bytes),
			take: (packet) => this.#take(packet),
			failed: (error) => this.#failed(error),
		});
		this.#output = new Output(stream, deps.settings.maxBufferedBytes, {
			onOverflow: (bytes) => this.cutOff("maxBufferedBytes", `${bytes} bytes wait for it`),
			mayBringMore: () => this.#requests.count > 1,
		});
		this.#requests = new Requests(connection, deps, () => this.#flow.advance());
		this.#connectTimer = deps.clockOf().setTimeout(() => {
			this.close(`no CONNECT within ${deps.settings.connectTimeout} ms`, "warn");
		}, deps.settings.connectTimeout);
		const control: WireControl = {
			connection: deps.number,
			deliver: (frame) => this.#flow.deliver(frame),
			send: (packet) => this.#write(packet),
			close: (reason) => this.close(reason),
			reset: (reason) => this.#reset(reason),
			frames,
		};
		this.#wire = deps.openWire?.(origin, control);
		frames?.watch((frame) => this.#wire?.frame?.(frame));
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
		if (wire === undefined || wire.letsBlocksPass?.()) {
			wire?.outgoingBlock?.(mqttTopic, messages);
			this.#output.publish(messages.encode(mqttTopic, this.stream.writableLength > 0));
			this.#deps.buffered.written(this);
		} else for (const packet of messages.packets(mqttTopic)) this.#send(packet);
		return this.#isOpen;
	}

	/** Resolves when no request is left to be answered. */
	settled(): Promise<void> {
		return this.#requests.settled();
	}

	/** aedes asks whether the CONNECT that was forwarded is accepted. Resolves to the return code of CONNACK. */
	async authenticate(): Promise<number> {
		const { authenticate, clients, log } = this.#deps;
		const connect = this.#connect;
		if (connect === undefined) return 5;
		const { clientID, username, password } = connect;
		const decision = await decideOnConnect(authenticate, { clientID, username, password: password?.toString() });
		if (!this.#isOpen) return 5;
		if (decision.kind === "refused") {
			reportRefusal(decision, { log, client: this.#client, wire: this.#wire });
			this.#endReason = `CONNECT was refused with return code ${decision.returnCode}`;
			return decision.returnCode;
		}
		if (decision.kind === "endpoint") clients.claim(clientID, this);
		this.#watchKeepalive(connect, decision.appID);
		this.#wire?.granted(decision);
		this.#session = this.#createSession(connect, decision);
		return 0;
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

	#reset(reason: string): void {
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
		this.#wire?.closed(reason, this.#endedBy);
		this.#output.end();
		endTransport();
		this.#deps.buffered.forget(this);
		this.#deps.onClosed(this);
		const session = this.#session;
		if (session === undefined) return;
		this.#deps.clients.release(session.clientID, this);
		if (!wasConnected) return;
		session.lost();
		this.#deps.onDisconnected(session.grant, session.clientID);
	}

	get #isOpen(): boolean {
		return this.#stage !== "closed";
	}

	get #client(): object {
		return clientOf(this.#connection.origin, this.#connect?.clientID);
	}

	#mustWait(): boolean {
		return this.#stage === "connecting" || this.#answered !== undefined || this.#requests.isFull || !this.#isOpen;
	}

	#take(packet: ClientPacket): void {
		this.#keepalive?.heard();
		if (packet.cmd === "connect") this.#takeConnect(packet);
		else if (packet.cmd === "unacceptable connect") this.#refuse(packet);
		else this.#session?.take(packet);
		if (packet.cmd === "disconnect") {
			this.#endReason = "the client sent DISCONNECT";
			this.#endedBy = "client";
		}
	}

	#takeConnect(connect: ConnectPacket): void {
		this.#connectTimer?.cancel();
		this.#connect = connect;
		this.#stage = "connecting";
		this.#wire?.identified(connect.clientID);
		this.#watchKeepalive(connect);
		this.#link = new AedesLink({
			onAnswer: (bytes) => this.#answer(bytes),
			onClosed: (error) => this.#sessionEnded(error),
		});
		this.#deps.openSession(this.#link, this);
	}

	/** On the clock of the app, once it is known. */
	#watchKeepalive({ keepalive }: ConnectPacket, appID?: string): void {
		this.#keepalive?.stop();
		const onSilence = ({ clause, reason }: Silence) => {
			this.#wire?.violated(clause, reason, "connection");
			this.close(reason, "warn", { clause });
		};
		this.#keepalive = watchKeepalive(this.#deps.clockOf(appID), keepalive, () => this.#flow.isReading, onSilence);
	}

	#refuse({ returnCode, reason, clause }: UnacceptableConnect): void {
		this.#wire?.violated(clause, reason);
		this.#send(encodeRefusal(returnCode));
		const bindings = { violation: true, clause, returnCode };
		this.close(`CONNECT refused with return code ${returnCode}: ${reason}`, "warn", bindings);
	}

	#createSession(connect: ConnectPacket, grant: Grant): ClientSession {
		const { settings, carriedOut, log } = this.#deps;
		return new ClientSession({
			connect,
			grant,
			log,
			client: this.#client,
			qos: createQosReceiver(settings.qos, carriedOut, grant.kind === "endpoint" ? connect.clientID : undefined),
			forward: (packet, answered = () => {}) => {
				this.#answered = answered;
				this.#link?.forward(packet);
			},
			violated: (clause, message) => this.#wire?.violated(clause, message),
			send: (packet) => this.#send(packet),
			carryOut: (topic, payload, reply) => {
				const violated = this.#wire?.laterViolation?.() ?? (() => {});
				this.#requests.carryOut(grant, connect.clientID, { topic, payload, reply, violated });
			},
		});
	}

	/** Before CONNACK leaves, so that it holds when the client gets to know. */
	#connected({ grant, clientID }: ClientSession): void {
		this.#stage = "connected";
		const { kind, appID } = grant;
		this.#deps.log.info({ ...this.#client, kind, appID, protocolLevel: this.#connect?.level }, "client connected");
		this.#deps.onConnected(grant, clientID);
	}

	#answer(bytes: Buffer): void {
		if (!this.#isOpen) return;
		if (this.#stage === "connecting" && this.#session !== undefined) this.#connected(this.#session);
		this.#send(bytes);
		const answered = this.#answered;
		this.#answered = undefined;
		answered?.();
		if (this.#stage === "connected") this.#flow.advance();
	}

	#send(packet: Buffer): void {
		if (!this.#isOpen) {
			this.#deps.log.debug(this.#client, "reply dropped: its client is gone");
			return;
		}
		const sent = this.#wire === undefined ? packet : this.#wire.outgoing(packet);
		if (sent !== undefined) this.#write(sent);
	}

	#write(packet: Buffer): void {
		if (!this.#isOpen) return;
		this.#output.packet(packet);
		this.#deps.buffered.written(this);
	}

	/** Whoever only tries whether a port is open is not worth a line. */
	#gone(reason: string, by: EndedBy): void {
		if (this.#isOpen && this.#endedBy === "broker") this.#endedBy = by;
		this.close(reason, this.#connect === undefined ? "debug" : "info");
	}

	#sessionEnded(error: Error | null): void {
		// A refused CONNECT has its line already.
		if (error === null) this.close(this.#endReason, this.#session === undefined ? "debug" : "info");
		else this.close(`aedes failed: ${error.message}`, "error", { err: error });
	}

	/** The client does not read: what waits for it is thrown away. */
	cutOff(setting: "maxBufferedBytes" | "maxBufferedTotal", waiting: string): void {
		const reason = `the client does not read: ${waiting}, where ${setting} allows ${this.#deps.settings[setting]}`;
		this.close(reason, "warn", { setting });
		this.stream.destroy();
	}

	#failed(error: unknown): void {
		if (!(error instanceof ProtocolViolation)) {
			return void this.close("the broker failed: please report it", "error", { err: error });
		}
		this.#wire?.violated(error.clause, error.message);
		const hint = this.#connect === undefined ? this.#foreignProtocol() : undefined;
		this.close(hint ? `it speaks ${hint}` : error.message, "warn", { violation: true, clause: error.clause });
	}
}
