import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesKeptFor, bytesOf, chunksOf, type Piece, withPiece } from "../../../../src/core/data/upload/pieces.ts";

function piece(first: number, last: number, versionID: string): Piece {
	return { first, last, versionID, start: 0, kept: last - first + 1 };
}

/** Which chunk each byte comes from, and which byte of it. */
function layout(pieces: readonly Piece[], total: number): string[] {
	const layout = Array.from({ length: total }, () => "-");
	for (const { first, last, versionID, start } of pieces) {
		for (let n = first; n <= last; n++) {
			assert.equal(layout[n], "-", "pieces overlap");
			layout[n] = `${versionID}${start + n - first}`;
		}
	}
	return layout;
}

test("a piece wins over what it overlaps: in front, behind, within, around, exactly", () => {
	const cases: readonly [Piece[], string][] = [
		[[piece(0, 1, "a"), piece(2, 3, "b")], "a0 a1 b0 b1 - -"],
		[[piece(2, 3, "b"), piece(0, 1, "a")], "a0 a1 b0 b1 - -"],
		[[piece(0, 3, "a"), piece(2, 5, "b")], "a0 a1 b0 b1 b2 b3"],
		[[piece(2, 5, "a"), piece(0, 3, "b")], "b0 b1 b2 b3 a2 a3"],
		[[piece(0, 5, "a"), piece(2, 3, "b")], "a0 a1 b0 b1 a4 a5"],
		[[piece(2, 3, "a"), piece(0, 5, "b")], "b0 b1 b2 b3 b4 b5"],
		[[piece(1, 2, "a"), piece(1, 2, "b")], "- b0 b1 - - -"],
		[[piece(0, 5, "a"), piece(0, 2, "b")], "b0 b1 b2 a3 a4 a5"],
		[[piece(0, 5, "a"), piece(3, 5, "b")], "a0 a1 a2 b0 b1 b2"],
	];
	for (const [added, expected] of cases) {
		const pieces = added.reduce<Piece[]>(withPiece, []);
		assert.equal(layout(pieces, 6).join(" "), expected);
	}
});

test("whatever comes in whatever order, every byte is that of the last chunk that had it", () => {
	let seed = 7;
	const random = (below: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
		return seed % below;
	};
	for (let round = 0; round < 200; round++) {
		const total = 1 + random(30);
		const expected = Array.from({ length: total }, () => "-");
		let pieces: Piece[] = [];
		for (let n = 0; n < 12; n++) {
			const first = random(total);
			const last = first + random(total - first);
			pieces = withPiece(pieces, piece(first, last, `c${n}.`));
			for (let at = first; at <= last; at++) expected[at] = `c${n}.${at - first}`;
		}
		assert.deepEqual(layout(pieces, total), expected);
		const starts = pieces.map(({ first }) => first);
		assert.deepEqual(
			starts,
			starts.toSorted((a, b) => a - b),
		);
		assert.equal(bytesOf(pieces), expected.filter((each) => each !== "-").length);
	}
});

test("a chunk counts whole as long as one piece of it is there", () => {
	const pieces = [piece(0, 9, "a"), piece(2, 4, "b")].reduce<Piece[]>(withPiece, []);
	assert.deepEqual(chunksOf(pieces), new Set(["a", "b"]));
	assert.equal(bytesKeptFor(pieces), 13);
	assert.equal(bytesOf(pieces), 10);
	assert.deepEqual(chunksOf(withPiece(pieces, piece(0, 9, "c"))), new Set(["c"]));
});
