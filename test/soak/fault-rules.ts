import type { FaultRule } from "../../src/index.ts";

/**
 * What goes wrong by chance during a soak. Every delay keeps the order: a device could not tell what it has written last.
 * None corrupts a packet: the client would take the next ones for a part of it.
 */
export function faultRules(seed: number): FaultRule[] {
	const rules: FaultRule[] = [
		{ on: "publish", direction: "out", action: "drop", probability: 0.01 },
		{ on: "publish", direction: "in", action: "drop", probability: 0.005 },
		{ on: "publish", direction: "out", action: "duplicate", probability: 0.01 },
		{ on: "any", action: "delay", delayMs: 30, jitterMs: 30, inOrder: true, probability: 0.03 },
		{ on: "publish", direction: "in", action: "reset-before", probability: 0.002 },
		{ on: "publish", direction: "in", action: "close-after", probability: 0.002 },
		{ on: "publish", direction: "out", action: "reset-after", probability: 0.002 },
		{ on: "connect", action: "refuse", returnCode: 3, probability: 0.02 },
		{ on: "connack", action: "drop", probability: 0.005 },
		{ on: "suback", action: "drop", probability: 0.01 },
		{ on: "api", action: "respond", status: 503, probability: 0.01 },
	];
	return rules.map((rule, index) => ({ ...rule, id: `soak-${index}`, seed: seed + index }) as FaultRule);
}
