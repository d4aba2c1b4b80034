import type { Socket } from "node:net";
import type { Clock, Timer } from "../../core/ports.ts";
import type { ActiveRule } from "../active-rule.ts";
import { chance } from "../chance.ts";
import { concernsListener } from "../concerns-listener.ts";
import { delayOf } from "../delay-of.ts";
import type { AnyListener, Direction, NetworkRule } from "../fault-rule.ts";
import { type Detour, divert } from "./detour.ts";
import { holdBack } from "./hold-back.ts";
import { createLimit } from "./limit.ts";
import { paceOf } from "./pace.ts";
import { createRequestGate, type RequestGate } from "./request-gate.ts";
import { createStage } from "./stage.ts";

export interface NetworkConnectionDeps {
	clockOf(rule: NetworkRule): Clock;
	/** Has an HTTP server read the socket as a stream. */
	readThroughStream(socket: Socket): void;
	/** Ends a connection with a reset of TCP. */
	resetSocket(socket: Socket): void;
	/** Whether that is being done, by whomever. */
	isReset(socket: Socket): boolean;
	/** A rule acts on the connection from now on. */
	onHit(connection: NetworkConnection, rule: ActiveRule<NetworkRule>): void;
}

type Active = ActiveRule<NetworkRule>;

// Most connections never meet a rule.
const none: readonly Active[] = [];

const both: readonly Direction[] = ["in", "out"];

/** A connection to a listener, and what rules do to it. */
export class NetworkConnection {
	readonly listener: AnyListener;
	readonly remoteAddress: string;
	readonly #deps: NetworkConnectionDeps;
	/** What the system knows as the connection. */
	readonly #carrier: Socket;
	/** What has the bytes that the server reads: on TLS not before that is established. */
	#stream: Socket | undefined;
	#detour: Detour | undefined;
	/** On HTTP, as long as there is a detour or is to be one. */
	#gate: RequestGate | undefined;
	/** The rules that act on it. */
	#rules: readonly Active[] = none;
	/** Delays that have begun, by rule. */
	#timers: Map<Active, Timer> | undefined;
	/** Gives the carrier to its server, which does not know of it yet. */
	#takeUp: (() => void) | undefined;

	constructor(deps: NetworkConnectionDeps, listener: AnyListener, carrier: Socket, remoteAddress: string) {
		this.#deps = deps;
		this.listener = listener;
		this.remoteAddress = remoteAddress;
		this.#carrier = carrier;
		if (!this.#isTls) this.#stream = carrier;
	}

	/** It has just come. `takeUp` is called when its server may have it. */
	open(rules: readonly Active[], takeUp: () => void): void {
		if (this.#isHttp) this.#mind(rules, true);
		else if (!this.#ask(rules, true)) return;
		else if (this.#isTls && !this.#mayTakeUp) {
			const giveBack = holdBack(this.#carrier);
			this.#takeUp = () => {
				giveBack();
				takeUp();
			};
			return;
		}
		this.#divert();
		takeUp();
		this.#readThroughStream();
	}

	/** TLS is established. */
	secured(stream: Socket): void {
		this.#stream = stream;
		this.#divert();
		// When its server has it.
		if (this.#detour !== undefined) process.nextTick(() => this.#readThroughStream());
	}

	/** The rules have changed. */
	change(added: readonly Active[], removed: readonly Active[]): void {
		for (const rule of removed) this.#remove(rule);
		this.#gate?.forget(removed);
		// The emulator is through with it; a rule may have kept the system from closing it.
		if (this.#stream?.destroyed) return void this.#detour?.update();
		if (this.#isHttp) this.#mind(added, false);
		else if (!this.#ask(added, false)) return;
		const hadDetour = this.#detour !== undefined;
		this.#divert();
		if (!hadDetour) this.#readThroughStream();
		this.#detour?.update();
		this.#tryTakeUp();
	}

	/** The system has closed it. */
	gone(): void {
		for (const rule of [...this.#rules]) this.#remove(rule);
		this.#gate = undefined;
		this.#takeUp = undefined;
		this.#detour?.update();
	}

	get #isHttp(): boolean {
		return this.listener === "http" || this.listener === "https";
	}

	get #isTls(): boolean {
		return this.listener === "tls" || this.listener === "wss" || this.listener === "https";
	}

	get #isNeeded(): boolean {
		return this.#rules.some(({ rule }) => passes(rule)) || (this.#gate?.isWaiting ?? false);
	}

	get #mayTakeUp(): boolean {
		return !this.#rules.some((active) => isClosed(active.rule) || (passes(active.rule) && this.#timers?.has(active)));
	}

	#isMeant({ listener, remoteAddress }: NetworkRule): boolean {
		return (
			concernsListener(listener, this.listener) && (remoteAddress === undefined || remoteAddress === this.remoteAddress)
		);
	}

	/** Remembers rules for the next request. */
	#mind(rules: readonly Active[], isNew: boolean): void {
		const meant = rules.filter(
			({ rule, hasEnded }) => !hasEnded && this.#isMeant(rule) && (isNew || rule.action !== "refuse"),
		);
		if (meant.length === 0) return;
		this.#gate ??= createRequestGate({
			isNew,
			ask: (unasked) => this.#ask(unasked, true),
			enter: (parcel) => this.#detour?.in.enter(parcel, this.#gate?.isExempt ?? false),
		});
		this.#gate.mind(meant);
	}

	/** Has rules act that hit. False when the connection is no more. */
	#ask(rules: readonly Active[], isNew: boolean): boolean {
		for (const active of rules) {
			const { rule } = active;
			if ((rule.action === "refuse" && !isNew) || !this.#isMeant(rule) || !active.hits()) continue;
			this.#deps.onHit(this, active);
			if (!this.#act(active, isNew)) return false;
		}
		return true;
	}

	#act(active: Active, isNew: boolean): boolean {
		const { rule } = active;
		if (rule.action === "refuse" && rule.how !== "hang") return this.#reset();
		const { seed, hits } = active.status();
		// Of its own, so that it does not depend on what others send meanwhile.
		const random = chance(seed + hits);
		if (rule.action === "reset") {
			const delay = delayOf(rule, random);
			if (delay === 0) return this.#reset();
			this.#wait(active, delay, () => void this.#reset());
		}
		this.#rules = [...this.#rules, active];
		if (this.#detour !== undefined) this.#addStages(active);
		// The first flight of a handshake and the answer to it: TLS is below what passes the stages.
		else if (rule.action === "latency" && isNew && this.#isTls && !this.#isHttp) {
			const delay = directionsOf(rule).reduce((sum) => sum + delayOf(rule, random), 0);
			this.#wait(active, delay, () => this.#tryTakeUp());
		}
		return true;
	}

	#wait(active: Active, delay: number, callback: () => void): void {
		const timer = this.#deps.clockOf(active.rule).setTimeout(() => {
			this.#timers?.delete(active);
			callback();
		}, delay);
		this.#timers ??= new Map();
		this.#timers.set(active, timer);
	}

	/** What has passed leaves before. */
	#end(how: NetworkRule["how"]): void {
		if (how === "reset") this.#reset();
		else this.#stream?.destroy();
	}

	#reset(): false {
		this.#deps.resetSocket(this.#stream ?? this.#carrier);
		return false;
	}

	#tryTakeUp(): void {
		const takeUp = this.#takeUp;
		if (takeUp === undefined || !this.#mayTakeUp) return;
		this.#takeUp = undefined;
		takeUp();
	}

	/** Leads the bytes through the rules, if it has any. */
	#divert(): void {
		const stream = this.#stream;
		if (stream === undefined || this.#detour !== undefined || !this.#isNeeded) return;
		const take = this.#isHttp ? { take: this.#gate?.take ?? (() => {}) } : {};
		this.#detour = divert(stream, {
			isNeeded: () => this.#isNeeded,
			isPast: () => this.#gate?.isExempt ?? false,
			isReset: () => this.#deps.isReset(stream),
			...take,
			onEnded: () => {
				this.#detour = undefined;
				this.#gate = undefined;
			},
		});
		for (const rule of this.#rules) this.#addStages(rule);
	}

	#readThroughStream(): void {
		const isServedByHttp = this.listener !== "tcp" && this.listener !== "tls";
		if (this.#detour !== undefined && isServedByHttp && this.#stream !== undefined) {
			this.#deps.readThroughStream(this.#stream);
		}
	}

	#addStages(active: Active): void {
		const { rule } = active;
		if (!passes(rule)) return;
		const { seed, hits } = active.status();
		// In the next turns of the event loop, when what passed before has been read.
		const end = () => setImmediate(() => setImmediate(() => this.#end(rule.how)));
		for (const [at, direction] of both.entries()) {
			if (!directionsOf(rule).includes(direction)) continue;
			this.#detour?.[direction].add(active, (pass) => {
				if (rule.action === "limit") return createLimit(rule.bytes ?? 0, pass, end);
				return createStage(paceOf(rule, chance(seed + hits * both.length + at)), this.#deps.clockOf(rule), pass);
			});
		}
	}

	#remove(active: Active): void {
		this.#timers?.get(active)?.cancel();
		this.#timers?.delete(active);
		if (!this.#rules.includes(active)) return;
		this.#rules = this.#rules.filter((each) => each !== active);
		this.#detour?.in.remove(active);
		this.#detour?.out.remove(active);
	}
}

/** Whether the bytes of a connection pass it. */
function passes({ action }: NetworkRule): boolean {
	return action !== "reset";
}

function isClosed({ action }: NetworkRule): boolean {
	return action === "half-open" || action === "refuse";
}

function directionsOf({ direction }: NetworkRule): readonly Direction[] {
	return direction === undefined ? both : [direction];
}
