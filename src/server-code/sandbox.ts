// The program of a sandbox process: it takes one job and answers it. What developers write runs in a realm of its own
// (`prepare-realm.ts`), in this process, whose environment, files, memory and code generation `start-sandbox.ts` limits.
import { randomUUID } from "node:crypto";
import { types } from "node:util";
import { type Context, constants, createContext, Script } from "node:vm";
import type { Answer, Ending, Job, Output } from "./job.ts";
import { prepareRealm, type Realm } from "./prepare-realm.ts";

const filename = "server-code.js";
/** Milliseconds for each step of ours in the realm, far more than one takes; less than `run-job.ts` waits beyond the time limit. */
const ownLimit = 1500;
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
	const context: Context = createContext(constants.DONT_CONTEXTIFY, {
		codeGeneration: { strings: false, wasm: false },
		// Promise jobs belong to the evaluation: they end with it, and its time limit is theirs.
		microtaskMode: "afterEvaluate",
	});
	// With a limit all the same: promise jobs that the developer's code has left run with it.
	const own = (text: string): unknown => new Script(text).runInContext(context, { timeout: ownLimit });

	const key = randomUUID();
	const setUp = `"use strict"; const __kii_realm = (${prepareRealm})(${JSON.stringify(key)}, ${JSON.stringify(limits)});`;
	own(setUp);
	const describe = own("__kii_realm.describe") as Realm["describe"];
	const result = () => {
		const text = own(`__kii_realm.result("${key}")`);
		return JSON.parse(typeof text === "string" ? text : "") as { ending: Ending } & Output;
	};
	const ended = (ending: Ending, { lines, dropped }: Output): Answer => ({
		kind: "ran",
		ending,
		output: { lines, dropped },
	});

	// A loaded machine takes its time to set the realm up; that is not the developer's.
	const deadline = performance.now() + timeout;
	const evaluate = (script: Script): unknown =>
		script.runInContext(context, {
			timeout: Math.max(1, Math.ceil(deadline - performance.now())),
			displayErrors: false,
		});
	try {
		evaluate(new Script(source, { filename }));
		const named = compiled(`typeof ${endpoint} === "function" ? ${endpoint} : undefined`);
		const invocation = `__kii_realm.invoke("${key}", ${named ?? "undefined"}, ${JSON.stringify(call)})`;
		evaluate(new Script(invocation));
	} catch (error) {
		if (isTimeout(error)) return ended({ kind: "too long" }, outputOf(result));
		return ended({ kind: "threw", message: String(describe(error)), steps: 1 }, result());
	}
	const { ending, ...output } = result();
	return ended(ending, output);
}

/** What was written until now; nothing where promise jobs without an end keep us from asking. */
function outputOf(result: () => Output): Output {
	try {
		return result();
	} catch {
		return { lines: [], dropped: 0 };
	}
}

/** Whether V8 stopped the code. By the clock it is not to be told: V8's timer may be some milliseconds early. */
function isTimeout(error: unknown): boolean {
	// Nothing here may run the developer's code: no traps, no getters.
	if (types.isProxy(error) || !types.isNativeError(error)) return false;
	return Object.getOwnPropertyDescriptor(error, "code")?.value === "ERR_SCRIPT_EXECUTION_TIMEOUT";
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
