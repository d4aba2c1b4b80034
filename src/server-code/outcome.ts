import type { ServerCodeOutcome } from "../core/ports.ts";
import type { Answer, Ending } from "./job.ts";
import type { Failure } from "./run-job.ts";

const maxDepth = 200;

/** What came of a run, from an answer that is not trusted: a faulty one counts as a fault of the code. */
export function outcomeOf(answer: Answer | Failure, timeout: number): ServerCodeOutcome {
	switch (answer.kind) {
		case "ran":
			return typeof answer.ending === "object" && answer.ending !== null
				? ofEnding(answer.ending, timeout)
				: runtimeError("the server code gave no result");
		case "too long":
			return tooLong(timeout);
		case "out of memory":
			return { ok: false, errorCode: "OUT_OF_MEMORY", message: "the server code used too much memory", steps: 1 };
		case "failed":
			return runtimeError(answer.reason);
		default:
			return runtimeError("the server code gave no result");
	}
}

function ofEnding(ending: Ending, timeout: number): ServerCodeOutcome {
	const steps = "steps" in ending && Number.isSafeInteger(ending.steps) ? Math.max(1, ending.steps) : 1;
	switch (ending.kind) {
		case "returned":
			return ofValue(ending.value, steps);
		case "threw":
			return runtimeError(`${ending.message}`, steps);
		case "no endpoint":
			return { ok: false, errorCode: "ENDPOINT_NOT_FOUND", message: "the server code has no such endpoint", steps };
		case "no result":
			return {
				ok: false,
				errorCode: "TIMEOUT",
				message: "the endpoint called done() never, and nothing is left that could",
				steps,
			};
		case "too long":
			return tooLong(timeout);
		default:
			return runtimeError("the server code gave no result");
	}
}

function ofValue(json: unknown, steps: number): ServerCodeOutcome {
	if (json === undefined) return { ok: true, returnedValue: undefined, steps };
	try {
		if (depthOf(String(json)) > maxDepth) return runtimeError(`the returned value is nested too deeply`, steps);
		return { ok: true, returnedValue: wellFormed(JSON.parse(String(json))), steps };
	} catch {
		return runtimeError("the returned value is no JSON", steps);
	}
}

/** As it would arrive: half a surrogate pair, which no client may send and no snapshot may have, is U+FFFD. */
function wellFormed(value: unknown): unknown {
	if (typeof value === "string") return inUtf8(value);
	if (Array.isArray(value)) return value.map(wellFormed);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, each]) => [inUtf8(name), wellFormed(each)]));
}

function inUtf8(text: string): string {
	return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Of objects and arrays in JSON: what reads it later must not run out of stack. */
function depthOf(json: string): number {
	let depth = 0;
	let deepest = 0;
	for (const [mark] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
		if (mark === "[" || mark === "{") deepest = Math.max(deepest, ++depth);
		else if (mark === "]" || mark === "}") depth--;
	}
	return deepest;
}

function runtimeError(message: string, steps = 1): ServerCodeOutcome {
	return { ok: false, errorCode: "RUNTIME_ERROR", message: inUtf8(message), steps };
}

function tooLong(timeout: number): ServerCodeOutcome {
	return { ok: false, errorCode: "TIMEOUT", message: `the server code ran longer than ${timeout} ms`, steps: 1 };
}
