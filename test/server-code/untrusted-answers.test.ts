// What a sandbox process would send if developers' code had taken it over.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Output } from "../../src/server-code/job.ts";
import { outcomeOf } from "../../src/server-code/outcome.ts";
import { writeOutput } from "../../src/server-code/write-output.ts";
import { silentLog } from "../helpers/core.ts";

const ran = (ending: unknown) => ({ kind: "ran", ending, output: {} }) as unknown as Answer;

for (const answer of [
	{ kind: "nonsense" } as unknown as Answer,
	{ kind: "ready" } as const,
	{ kind: "checked" } as const,
	...[undefined, null, 1, "text", [], {}, { kind: "nonsense" }].map(ran),
	...[1, null, {}, "", "{", `${"[".repeat(1000)}${"]".repeat(1000)}`].map((value) => ran({ kind: "returned", value })),
	ran({ kind: "threw", message: {}, steps: "many" }),
]) {
	test(`${JSON.stringify(answer).slice(0, 70)} is a result, or a fault of the code`, () => {
		const outcome = outcomeOf(answer, 1000);
		assert.ok(outcome.ok || (outcome.errorCode === "RUNTIME_ERROR" && typeof outcome.message === "string"));
		assert.equal(outcome.steps, 1);
	});
}

test("output that is none is left out", () => {
	for (const output of [undefined, null, 1, {}, { lines: 1 }, { lines: [null, 1, ["info"], ["x", {}]], dropped: {} }]) {
		writeOutput(silentLog, {}, output as unknown as Output);
	}
});
