/** Milliseconds that a delay takes this time. */
export function delayOf(
	{ delayMs = 0, jitterMs = 0 }: { readonly delayMs?: number; readonly jitterMs?: number },
	random: () => number,
): number {
	return jitterMs === 0 ? delayMs : Math.max(0, delayMs + jitterMs * (2 * random() - 1));
}
