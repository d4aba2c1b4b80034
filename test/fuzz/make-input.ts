import { tlsBytes, upgradeBytes } from "./handshakes.ts";
import { httpRequest } from "./http-requests.ts";
import type { Input, ListenerName, Target } from "./input.ts";
import { mqttBytes } from "./mqtt-inputs.ts";
import { createRandom, type Random } from "./random.ts";
import { framed } from "./websocket-frames.ts";

/** TLS handshakes cost both sides much: most inputs go without. */
const shares: readonly (readonly [ListenerName, number])[] = [
	["tcp", 70],
	["ws", 15],
	["http", 8],
	["tls", 4],
	["wss", 2],
	["https", 1],
];

/** The input of that number: the same for the same seed, number and target. */
export function makeInput(seed: string, number: number, target: Target): Input {
	const random = createRandom(`${seed}/${number}`);
	const listener = pickListener(random);
	const ends = random.pick(["end", "end", "end", "destroy", "reset"] as const);
	const how = { listener, ends, slowly: random.chance(1, 10) };
	const isBare = random.chance(1, 6);
	if (isBare && (listener === "tls" || listener === "wss" || listener === "https")) {
		return { ...how, ...bare(tlsBytes(random)) };
	}
	if (listener === "http" || listener === "https") {
		const [kind, request] = httpRequest(random, target);
		return { ...how, kind, chunks: pieces(random, request), packets: 1, begins: "established" };
	}
	if (isBare && listener === "ws") return { ...how, ...bare(upgradeBytes(random)) };
	const bytes = mqttBytes(random, target);
	const isWebSocket = listener === "ws" || listener === "wss";
	return { ...how, ...(isWebSocket ? framed(random, bytes) : bytes), begins: "established" };
}

function bare([kind, bytes]: readonly [string, Buffer]): Pick<Input, "kind" | "chunks" | "packets" | "begins"> {
	return { kind, chunks: [bytes], packets: 1, begins: "bare" };
}

function pickListener(random: Random): ListenerName {
	let ticket = random.below(shares.reduce((sum, [, share]) => sum + share, 0));
	for (const [name, share] of shares) {
		ticket -= share;
		if (ticket < 0) return name;
	}
	return "tcp";
}

function pieces(random: Random, bytes: Buffer): readonly Buffer[] {
	if (random.chance(2, 3)) return [bytes];
	const at = random.below(bytes.length + 1);
	return [bytes.subarray(0, at), bytes.subarray(at)];
}
