/** `; did you mean X?` when one of `candidates` is close to `word`, else nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
	let nearest: string | undefined;
	const { length } = plain(word);
	// Of a short word, so many wrong letters leave nothing to be recognised.
	let least = (length < 4 ? Math.floor(length / 2) : Math.max(2, Math.floor(length / 3))) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(plain(word), plain(candidate));
		if (distance < least) [nearest, least] = [candidate, distance];
	}
	return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

/** The same for `httpPort`, `http_port`, `--http-port`. */
function plain(word: string): string {
	return word.toLowerCase().replace(/[^a-z\d]/g, "");
}

/** Levenshtein's: the fewest letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (const [index, letter] of [...a].entries()) {
		const next = [index + 1];
		for (let column = 1; column <= b.length; column++) {
			const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
