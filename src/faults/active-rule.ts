import { chance } from "./chance.ts";
import type { FaultRule, FaultStatus } from "./fault-rule.ts";

/** A packet that waits until somebody lets it go. */
export interface HeldPacket {
	release(): void;
	/** It will never be let go. */
	drop(): void;
}

/** A rule at work. */
export interface ActiveRule<R extends FaultRule = FaultRule> {
	readonly id: string;
	readonly rule: R;
	readonly hasEnded: boolean;
	/** Held and delayed packets. */
	readonly held: Set<HeldPacket>;
	readonly delayed: Set<HeldPacket>;
	/** The next of its random numbers, from 0 to below 1. */
	random(): number;
	/** Counts a match; true when the rule is to act on it. */
	hits(): boolean;
	status(): FaultStatus;
}

/** @param onEnded called when the last of its `times` has been used up */
export function createActiveRule<R extends FaultRule>(
	rule: R,
	id: string,
	seed: number,
	onEnded: () => void,
): ActiveRule<R> {
	const { after = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = rule;
	const random = chance(seed);
	const held = new Set<HeldPacket>();
	const delayed = new Set<HeldPacket>();
	let matches = 0;
	let hits = 0;
	return {
		id,
		rule,
		held,
		delayed,
		random,
		get hasEnded() {
			return hits >= times;
		},
		hits() {
			if (hits >= times) return false;
			matches++;
			if (matches <= after) return false;
			if (probability < 1 && random() >= probability) return false;
			hits++;
			if (hits >= times) onEnded();
			return true;
		},
		status: () => ({ ...rule, id, seed, matches, hits, held: held.size, state: hits >= times ? "ended" : "active" }),
	};
}
