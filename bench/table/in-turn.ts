/**
 * Measures all sides in turn, round by round, each round beginning with another one, so that all meet the same moods of the
 * machine. The first rounds warm up. @returns what each side got, in the order of the sides
 */
export async function inTurn<S>(
	sides: readonly S[],
	rounds: { readonly warmUp: number; readonly measured: number },
	measure: (side: S) => Promise<number>,
): Promise<number[][]> {
	const taken: number[][] = sides.map(() => []);
	for (let round = -rounds.warmUp; round < rounds.measured; round++) {
		for (let n = 0; n < sides.length; n++) {
			const index = (n + Math.abs(round)) % sides.length;
			const value = await measure(sides[index] as S);
			if (round >= 0) taken[index]?.push(value);
		}
	}
	return taken;
}
