/** Clauses of any language of Kii's: those that compare something, and how they are combined. */
export type ClauseTree<L extends Leaf> = L | Combination<L>;

/** A clause without clauses inside, told from the others by its type. */
export interface Leaf {
	readonly type: string;
}

export type Combination<L extends Leaf> =
	| { readonly type: "all" }
	| { readonly type: "not"; readonly clause: ClauseTree<L> }
	| { readonly type: "and" | "or"; readonly clauses: readonly ClauseTree<L>[] };

/** What becomes of each kind of clause. */
export interface ClauseFold<L extends Leaf, R> {
	all(): R;
	not(inner: R): R;
	and(inner: readonly R[]): R;
	or(inner: readonly R[]): R;
	leaf(leaf: L): R;
}

/** Makes one thing out of a clause, from the inner clauses outwards. */
export function foldClause<L extends Leaf, R>(tree: ClauseTree<L>, fold: ClauseFold<L, R>): R {
	if (!isCombination(tree)) return fold.leaf(tree);
	switch (tree.type) {
		case "all":
			return fold.all();
		case "not":
			return fold.not(foldClause(tree.clause, fold));
		case "and":
		case "or":
			return fold[tree.type](tree.clauses.map((each) => foldClause(each, fold)));
	}
}

function isCombination<L extends Leaf>(tree: ClauseTree<L>): tree is Combination<L> {
	return tree.type === "all" || tree.type === "not" || tree.type === "and" || tree.type === "or";
}
