import assert from "node:assert/strict";
import { test } from "node:test";
import { RegexBudget } from "../../src/core/regex-budget.ts";

/** How many of a pattern a match may have. */
function fits(pattern: string, ignoreCase = false): number {
	const budget = new RegexBudget("match", 10_000);
	let count = 0;
	while (budget.spend(pattern, ignoreCase) === undefined) count++;
	return count;
}

test("a repetition counts as often as it is carried out, and a class is one character", () => {
	assert.deepEqual([fits("abcd"), fits("[a-z]{4}"), fits("(ab){2}"), fits("a{2,4}")], [5000, 5000, 5000, 5000]);
});

test("what takes long to read counts for more, once, however often it is repeated", () => {
	assert.equal(fits("\\pL"), 196);
	assert.equal(fits("[\\p{Lu}\\P{Nd}]"), 99);
	assert.equal(fits("[Ā-𐐀]"), 10_000);
	for (const pattern of ["(?i)[Ā-𐐀]", "(?si:[\\x{100}-\\x{ffff}])"]) assert.ok(fits(pattern) <= 28, pattern);
	assert.equal(fits("[Ā-𐐀]", true), 28);
	assert.equal(fits("[ぁ-んァ-ン]{20}", true), 14);
});

test("why it may not be", () => {
	const budget = new RegexBudget("trait", 1);
	assert.equal(budget.spend("a".repeat(1001)), "has 1001 characters; 1000 are the most");
	assert.equal(budget.spend("a"), undefined);
	assert.equal(budget.spend("a"), "is one too many: a trait has at most 1 patterns");
	assert.match(
		new RegexBudget("trait").spend("(?:a?){1000}".repeat(10)) ?? "",
		/the patterns of a trait have at most 20000 c/,
	);
});
