import type { ActiveRule, HeldPacket } from "../active-rule.ts";
import { delayOf } from "../delay-of.ts";
import type { Direction, MqttListener, PacketRule } from "../fault-rule.ts";
import type { FaultRules } from "../faults.ts";
import { corrupt, corruptFrame } from "./corrupt.ts";
import { bytesOf, type Frame, frameOf } from "./frame.ts";
import { type Sender, senderOf } from "./look-into.ts";
import { anyApp, isMeant } from "./match-packet.ts";
import { createPacketLine, type PacketLine } from "./packet-line.ts";

/** What can be done to a connection; the broker's `WireControl`. */
export interface ConnectionControl {
	/** Number of the connection. */
	readonly connection: number;
	deliver(frame: Frame): void;
	send(packet: Buffer): void;
	close(reason: string): void;
	reset(reason: string): void;
}

/** What the journal is told; its `ConnectionRecorder`. */
export interface FaultNotes {
	/** A fault has been at the last incoming packet. */
	noteFault(fault: Applied): void;
	/** A fault has been at a packet to the client, which leaves next. */
	noteOutgoingFault(fault: Applied): void;
	/** A fault kept a packet to the client from leaving. */
	withheld(packet: Buffer, fault: Applied): void;
}

interface Applied {
	/** `id` of the rule. */
	readonly rule: string;
	readonly action: string;
}

/** The app that a CONNECT wants to be of, before it is let in. */
export type AppOfSender = (sender: Sender) => Promise<string | undefined>;

/** Rules hold no more packets of a connection than this; further ones are dropped. */
const mostHeld = 10_000;

/** The faults of one connection; the broker's `Wire`. */
export class PacketFaults {
	readonly #rules: FaultRules;
	readonly #listener: MqttListener;
	readonly #control: ConnectionControl;
	readonly #notes: FaultNotes | undefined;
	readonly #appOfSender: AppOfSender;
	/** Made when the first packet is held: most connections never meet a rule. */
	#lines: Readonly<Record<Direction, PacketLine<Frame>>> | undefined;
	#waiting: Set<HeldPacket> | undefined;
	#client: string | undefined;
	#app: string | undefined;
	/** Nothing passes any more, for a rule is about to end the connection. */
	#isEnding = false;
	/** What held up the packets to the client last, or ends the connection. */
	#stoppedBy: ActiveRule<PacketRule> | undefined;

	constructor(
		rules: FaultRules,
		listener: MqttListener,
		control: ConnectionControl,
		appOfSender: AppOfSender,
		notes?: FaultNotes,
	) {
		this.#rules = rules;
		this.#listener = listener;
		this.#control = control;
		this.#notes = notes;
		this.#appOfSender = appOfSender;
	}

	incoming(frame: Frame): Frame | undefined {
		if (this.#isIdle("in")) return frame;
		if (this.#isEnding) return undefined;
		if (this.#lines?.in.isHeldUp) {
			this.#lines.in.enter(copyOf(frame));
			return undefined;
		}
		if (frame.type === 1 && this.#mustFindApp(frame)) return undefined;
		return this.#apply("in", frame);
	}

	outgoing(packet: Buffer): Buffer | undefined {
		if (this.#isIdle("out")) return packet;
		const frame = frameOf(packet);
		if (this.#isEnding) return this.#stop(frame);
		if (this.#lines?.out.isHeldUp) {
			this.#lines.out.enter(frame);
			return undefined;
		}
		const passed = this.#apply("out", frame);
		return passed === frame ? packet : passed && bytesOf(passed);
	}

	letsBlocksPass(): boolean {
		return this.#isIdle("out");
	}

	isEnding(): boolean {
		return this.#isEnding;
	}

	identified(clientID: string): void {
		this.#client = clientID;
	}

	granted({ appID }: { readonly appID: string }): void {
		this.#app = appID;
	}

	violated(): void {}

	closed(): void {
		this.#isEnding = true;
		const behind = this.#lines?.out.clear() ?? [];
		for (const packet of [...(this.#waiting ?? [])]) packet.drop();
		for (const frame of behind) this.#stop(frame);
	}

	#isIdle(direction: Direction): boolean {
		return this.#rules.packet.length === 0 && !this.#isEnding && !this.#lines?.[direction].isHeldUp;
	}

	#holdUp(direction: Direction): () => void {
		this.#lines ??= {
			in: createPacketLine((frame) => this.#letGo("in", frame)),
			out: createPacketLine((frame) => this.#letGo("out", frame)),
		};
		return this.#lines[direction].holdUp();
	}

	/** Only for a rule that asks for the app of a CONNECT: it is known once the credentials were looked at, too late. */
	#mustFindApp(frame: Frame): boolean {
		const sender = senderOf(frame);
		if (sender === undefined) return false;
		this.#client ??= sender.clientID;
		const asks = ({ rule }: ActiveRule<PacketRule>) =>
			rule.app !== undefined && isMeant(rule, { ...this.#packet("in", frame), app: anyApp });
		if (!this.#rules.packet.some(asks)) return false;
		const free = this.#holdUp("in");
		const kept = copyOf(frame);
		void this.#appOfSender(sender)
			.catch(() => undefined)
			.then((app) => {
				this.#app = app;
				this.#letGo("in", kept);
				free();
			});
		return true;
	}

	#packet(direction: Direction, frame: Frame) {
		const { connection } = this.#control;
		return { direction, frame, app: this.#app, client: this.#client, listener: this.#listener, connection };
	}

	/** Has the first rule that hits do its work. What is returned passes now. */
	#apply(direction: Direction, frame: Frame): Frame | undefined {
		const packet = this.#packet(direction, frame);
		const active = this.#rules.packet.find((each) => isMeant(each.rule, packet) && each.hits());
		if (active === undefined) return frame;
		if (direction === "in") this.#notes?.noteFault(applied(active));
		return this.#act(active, direction, frame);
	}

	#act(active: ActiveRule<PacketRule>, direction: Direction, frame: Frame): Frame | undefined {
		const { rule } = active;
		switch (rule.action) {
			case "drop":
				this.#withhold(active, direction, frame);
				return undefined;
			case "delay":
				return this.#delay(active, direction, copyOf(frame));
			case "hold":
				this.#keep(active, active.held, direction, copyOf(frame));
				return undefined;
			case "duplicate":
				// The copies are the same: which of them is the first does not matter.
				this.#pass(direction, frame, active);
				if (direction === "out") this.#notes?.noteOutgoingFault(applied(active));
				return frame;
			case "corrupt":
				this.#corrupt(active, direction, frame);
				return undefined;
			case "refuse":
				this.#notes?.noteOutgoingFault(applied(active));
				this.#control.send(Buffer.from([0x20, 2, 0, rule.returnCode ?? 5]));
				this.#end("close", active);
				return undefined;
			case "close":
			case "reset":
			case "close-before":
			case "reset-before":
				this.#withhold(active, direction, frame);
				this.#end(rule.action.startsWith("close") ? "close" : "reset", active);
				return undefined;
			case "close-after":
			case "reset-after":
				if (direction === "out") this.#notes?.noteOutgoingFault(applied(active));
				this.#end(rule.action === "close-after" ? "close" : "reset", active);
				return frame;
		}
	}

	/** Not as what passes: its header is to be looked at, and it may be no packet any more. */
	#corrupt(active: ActiveRule<PacketRule>, direction: Direction, frame: Frame): void {
		const { rule, random } = active;
		if (direction === "in") return void this.#control.deliver(corruptFrame(copyOf(frame), rule.how, random));
		this.#notes?.noteOutgoingFault(applied(active));
		this.#control.send(corrupt(frame, rule.how, random));
	}

	#delay(active: ActiveRule<PacketRule>, direction: Direction, frame: Frame): undefined {
		const { rule, delayed, random } = active;
		const kept = this.#keep(active, delayed, direction, frame);
		if (kept === undefined) return;
		const { realTime, clockOf } = this.#rules.deps;
		const clock = rule.clock === "emulator" ? clockOf(this.#app) : realTime;
		const timer = clock.setTimeout(() => kept.release(), delayOf(rule, random));
		kept.onEnd(() => timer.cancel());
	}

	/** Puts a packet aside. It comes out behind whatever came meanwhile, unless the line waits. */
	#keep(active: ActiveRule<PacketRule>, among: Set<HeldPacket>, direction: Direction, frame: Frame) {
		this.#waiting ??= new Set();
		const waiting = this.#waiting;
		if (waiting.size >= mostHeld) return this.#withhold(active, direction, frame);
		const free = active.rule.inOrder ? this.#holdUp(direction) : undefined;
		if (free !== undefined && direction === "out") this.#stoppedBy = active;
		const ends: (() => void)[] = [];
		const end = () => {
			among.delete(kept);
			for (const each of ends) each();
			return waiting.delete(kept);
		};
		const kept = {
			release: () => {
				if (!end()) return;
				this.#pass(direction, frame, active);
				free?.();
			},
			drop: () => {
				if (!end()) return;
				this.#withhold(active, direction, frame);
				free?.();
			},
			onEnd: (callback: () => void) => void ends.push(callback),
		};
		among.add(kept);
		waiting.add(kept);
		return kept;
	}

	/** A packet that waited in line, or for its app. */
	#letGo(direction: Direction, frame: Frame): void {
		const passed = this.#isEnding ? undefined : this.#apply(direction, frame);
		if (passed !== undefined) this.#pass(direction, passed);
	}

	#pass(direction: Direction, frame: Frame, by?: ActiveRule<PacketRule>): void {
		if (direction === "in") return void this.#control.deliver(frame);
		if (by !== undefined) this.#notes?.noteOutgoingFault(applied(by));
		this.#control.send(bytesOf(frame));
	}

	/** What the client would have got is in the journal all the same. */
	#withhold(by: ActiveRule<PacketRule>, direction: Direction, frame: Frame): undefined {
		if (direction === "out") this.#notes?.withheld(bytesOf(frame), applied(by));
	}

	/** A packet that does not leave because of one before it. */
	#stop(frame: Frame): undefined {
		if (this.#stoppedBy !== undefined) this.#withhold(this.#stoppedBy, "out", frame);
	}

	/** In the next turns of the event loop, when what passed before has left; nothing answers it, and nothing follows. */
	#end(how: "close" | "reset", by: ActiveRule<PacketRule>): void {
		const { id, rule } = by;
		this.#isEnding = true;
		this.#stoppedBy = by;
		setImmediate(() => setImmediate(() => this.#control[how](`fault rule ${id}: ${rule.action} on ${rule.on}`)));
	}
}

function applied({ id, rule }: ActiveRule<PacketRule>): Applied {
	return { rule: id, action: rule.action };
}

function copyOf(frame: Frame): Frame {
	// It would keep the whole chunk that it came in.
	return { ...frame, body: Buffer.from(frame.body) };
}
