import assert from "node:assert/strict";
import { test } from "node:test";
import { atEndOfTurn } from "../../src/broker/end-of-turn.ts";

const turn = () => new Promise(setImmediate);

test("everything of a turn is called back once and in order, also what is asked for in a callback", async () => {
	const called: string[] = [];
	atEndOfTurn(() => {
		called.push("first");
		atEndOfTurn(() => called.push("inner"));
	});
	atEndOfTurn(() => called.push("second"));
	assert.equal(called.length, 0);
	for (let turns = 0; turns < 3; turns++) await turn();
	assert.equal(called.slice(0, 2).join(), "first,second");
	for (let turns = 0; turns < 3; turns++) await turn();
	assert.equal(called.join(), "first,second,inner");
	atEndOfTurn(() => called.push("later"));
	for (let turns = 0; turns < 3; turns++) await turn();
	assert.equal(called.join(), "first,second,inner,later");
});

test("what the immediates of a turn bring comes before", async () => {
	const called: string[] = [];
	setImmediate(() => called.push("immediate"));
	atEndOfTurn(() => called.push("end"));
	for (let turns = 0; turns < 3; turns++) await turn();
	assert.equal(called.join(), "immediate,end");
});
