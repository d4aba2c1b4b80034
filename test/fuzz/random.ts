/** Choices that are the same for the same seed, on every machine. Not for secrets. */
export interface Random {
	/** A whole number from 0 to `limit` - 1. */
	below(limit: number): number;
	/** True `times` in `outOf`. */
	chance(times: number, outOf: number): boolean;
	pick<T>(choices: readonly T[]): T;
	bytes(length: number): Buffer;
}

export function createRandom(seed: string): Random {
	let state = hash(seed) || 1;
	// xorshift32
	const next = () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
	// Near seeds begin near each other.
	for (let round = 0; round < 8; round++) next();
	const below = (limit: number) => next() % limit;
	return {
		below,
		chance: (times, outOf) => below(outOf) < times,
		pick(choices) {
			const choice = choices[below(choices.length)];
			if (choice === undefined) throw new RangeError("nothing to choose from");
			return choice;
		},
		bytes(length) {
			const bytes = Buffer.alloc(length);
			for (let at = 0; at < length; at++) bytes[at] = next() >>> 7;
			return bytes;
		},
	};
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
	return value;
}
