import { didYouMean } from "./did-you-mean.ts";

/** What to say behind a name that is unknown: the one that was meant, if one is close, and all there are. */
export function knownNames(word: string, known: readonly string[]): string {
	if (known.length === 0) return "; there is none";
	const meant = didYouMean(word, known);
	return `${meant === "" ? "; there are" : `${meant} There are`} ${known.join(", ")}`;
}
