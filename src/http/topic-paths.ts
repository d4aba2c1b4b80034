import { scopePaths } from "./scope-paths.ts";

/** The collections of topics in every scope, and each again as one of the C SDKs spells it (cloud-rest, 0.7). */
export const topicPaths: readonly { readonly path: string; readonly words: string; readonly inferred?: string }[] = [
	...scopePaths.map(({ path, words }) => ({ path: `${path}/topics`, words })),
	...scopePaths.map(({ path, words }) => ({
		path: `${path}/topic`,
		words: `${words} (spelling of the C SDK)`,
		inferred: "A C SDK sends this path; whether Kii Cloud took it is not known.",
	})),
];

/** Of the parts of `config.inferred` those that there are. */
export function inferredFrom(...reasons: readonly (string | undefined)[]): { inferred?: string } {
	const given = reasons.filter((reason) => reason !== undefined);
	return given.length === 0 ? {} : { inferred: given.join(" ") };
}
