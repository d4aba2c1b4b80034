import type { Frame } from "./packets/frame-reader.ts";
import type { PublishBlock } from "./packets/publish-block.ts";
import type { ControlFrame, Grant, Origin, WebSocketFrames } from "./session.ts";
import type { EndedBy, OpenWire, TellViolation, Wire, WireControl } from "./wire.ts";

/** Opens a wire that wants to know more than its connection. */
export type OpenWireWith<Context> = (origin: Origin, control: WireControl, context: Context) => Wire | undefined;

/**
 * Wires one behind the other, the first next to the network: what comes in passes them in order, what leaves in reverse.
 * What a wire delivers or sends by itself passes those that it has not passed yet.
 */
export function composeWires(openers: readonly OpenWire[]): OpenWire | undefined {
	if (openers.length === 0) return undefined;
	return (origin, control) => openWires(openers, origin, control, undefined);
}

/** The same for one connection, of which all of them are told something more. */
export function openWires<Context>(
	openers: readonly OpenWireWith<Context>[],
	origin: Origin,
	control: WireControl,
	context: Context,
): Wire | undefined {
	const [only] = openers;
	if (openers.length === 1) return only?.(origin, control, context);
	const wires = new Wires();
	let at = 0;
	for (const open of openers) wires.add(open(origin, new ControlOfOne(wires, at++, control), context));
	return wires.isEmpty ? undefined : wires;
}

// There are as many of them as connections: objects of a class weigh a fraction of what functions do that know them.
class Wires implements Wire {
	readonly #wires: (Wire | undefined)[] = [];

	add(wire: Wire | undefined): void {
		this.#wires.push(wire);
	}

	get isEmpty(): boolean {
		return this.#wires.every((wire) => wire === undefined);
	}

	inwards(from: number, frame: Frame): Frame | undefined {
		let passed: Frame | undefined = frame;
		for (let at = from; at < this.#wires.length && passed !== undefined; at++) {
			const wire = this.#wires[at];
			if (wire !== undefined) passed = wire.incoming(passed);
		}
		return passed;
	}

	outwards(from: number, packet: Buffer): Buffer | undefined {
		let passed: Buffer | undefined = packet;
		for (let at = from; at >= 0 && passed !== undefined; at--) {
			const wire = this.#wires[at];
			if (wire !== undefined) passed = wire.outgoing(passed);
		}
		return passed;
	}

	incoming(frame: Frame): Frame | undefined {
		return this.inwards(0, frame);
	}

	outgoing(packet: Buffer): Buffer | undefined {
		return this.outwards(this.#wires.length - 1, packet);
	}

	letsBlocksPass(): boolean {
		for (const wire of this.#wires) if (wire !== undefined && !wire.letsBlocksPass?.()) return false;
		return true;
	}

	outgoingBlock(topic: string, messages: PublishBlock): void {
		for (const wire of this.#wires) wire?.outgoingBlock?.(topic, messages);
	}

	isEnding(): boolean {
		for (const wire of this.#wires) if (wire?.isEnding?.()) return true;
		return false;
	}

	identified(clientID: string): void {
		for (const wire of this.#wires) wire?.identified(clientID);
	}

	granted(grant: Grant): void {
		for (const wire of this.#wires) wire?.granted(grant);
	}

	violated(clause: string, message: string, by?: "packet" | "connection"): void {
		for (const wire of this.#wires) wire?.violated(clause, message, by);
	}

	laterViolation(): TellViolation {
		const tells = this.#wires.map((wire) => wire?.laterViolation?.());
		return (clause, message) => {
			for (const tell of tells) tell?.(clause, message);
		};
	}

	unreadable(bytes: Buffer): void {
		for (const wire of this.#wires) wire?.unreadable?.(bytes);
	}

	frame(frame: ControlFrame): void {
		for (const wire of this.#wires) wire?.frame?.(frame);
	}

	closed(reason: string, by: EndedBy): void {
		for (const wire of this.#wires) wire?.closed(reason, by);
	}
}

class ControlOfOne implements WireControl {
	readonly #wires: Wires;
	readonly #at: number;
	readonly #control: WireControl;

	constructor(wires: Wires, at: number, control: WireControl) {
		this.#wires = wires;
		this.#at = at;
		this.#control = control;
	}

	get connection(): number {
		return this.#control.connection;
	}

	get frames(): WebSocketFrames | undefined {
		return this.#control.frames;
	}

	deliver(frame: Frame): void {
		const passed = this.#wires.inwards(this.#at + 1, frame);
		if (passed !== undefined) this.#control.deliver(passed);
	}

	send(packet: Buffer): void {
		const passed = this.#wires.outwards(this.#at - 1, packet);
		if (passed !== undefined) this.#control.send(passed);
	}

	close(reason: string): void {
		this.#control.close(reason);
	}

	reset(reason: string): void {
		this.#control.reset(reason);
	}
}
