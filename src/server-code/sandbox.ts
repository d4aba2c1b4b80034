// The program of a sandbox process: it takes one job and answers it. What developers write runs in a realm of its own
// (`prepare-realm.ts`), in this process, whose environment, files, memory and code generation `start-sandbox.ts` limits.
import { randomUUID } from "node:crypto";
import { type Context, constants, createContext, Script } from "node:vm";
import type { Answer, Ending, Job, Output } from "./job.ts";
import { prepareRealm, type Realm } from "./prepare-realm.ts";

const filename = "server-code.js";
const limits = { lines: 200, characters: 65_536, value: 1_048_576 };

process.on("message", (job: Job) => answer(job.kind === "check" ? check(job.source) : run(job)));
// A promise that the developer's code leaves rejected concerns nobody.
process.on("unhandledRejection", () => {});
process.on("disconnect", () => process.exit());
answer({ kind: "ready" });

function answer(message: Answer): void {
	process.send?.(message);
}

function check(source: string): Answer {
	try {
		new Script(source, { filename });
		return { kind: "checked" };
	} catch (error) {
		return { kind: "checked", fault: (error as Error).message };
	}
}

function run({ source, endpoint, call, timeout }: Job & { kind: "run" }): Answer {
	const deadline = performance.now() + timeout;
	const context: Context = createContext(constants.DONT_CONTEXTIFY, {
		codeGeneration: { strings: false, wasm: false },
		// Promise jobs belong to the evaluation: they end with it, and its time limit is theirs.
		microtaskMode: "afterEvaluate",
	});
	const evaluate = (script: Script, least = 1): unknown =>
		script.runInContext(context, {
			timeout: Math.max(least, Math.ceil(deadline - performance.now())),
			displayErrors: false,
		});

	const key = randomUUID();
	const setUp = `"use strict"; const __kii_realm = (${prepareRealm})(${JSON.stringify(key)}, ${JSON.stringify(limits)});`;
	evaluate(new Script(setUp));
	const describe = evaluate(new Script("__kii_realm.describe")) as Realm["describe"];
	const result = () => {
		const text = evaluate(new Script(`__kii_realm.result("${key}")`), 500);
		return JSON.parse(typeof text === "string" ? text : "") as { ending: Ending } & Output;
	};
	const ended = (ending: Ending, { lines, dropped }: Output): Answer => ({
		kind: "ran",
		ending,
		output: { lines, dropped },
	});

	try {
		evaluate(new Script(source, { filename }));
		const named = compiled(`typeof ${endpoint} === "function" ? ${endpoint} : undefined`);
		const invocation = `__kii_realm.invoke("${key}", ${named ?? "undefined"}, ${JSON.stringify(call)})`;
		evaluate(new Script(invocation));
	} catch (error) {
		if (performance.now() >= deadline) return ended({ kind: "too long" }, result());
		return ended({ kind: "threw", message: String(describe(error)), steps: 1 }, result());
	}
	const { ending, ...output } = result();
	return ended(ending, output);
}

/** `expression` itself; undefined when it is none, as with an endpoint called `class`. */
function compiled(expression: string): string | undefined {
	try {
		new Script(`(${expression})`);
		return expression;
	} catch {
		return undefined;
	}
}
