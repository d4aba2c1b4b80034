import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, resultOf, run } from "./run.ts";

const noCode = "Code generation from strings disallowed for this context";

test("there is nothing of Node, no timer, and no memory outside of the heap", async (t) => {
	const names = [
		...["process", "require", "module", "global", "Buffer", "fetch", "queueMicrotask", "structuredClone"],
		...["setTimeout", "setInterval", "setImmediate", "WebAssembly", "Atomics", "DataView"],
		...["ArrayBuffer", "SharedArrayBuffer", "Uint8Array", "Float64Array", "BigInt64Array"],
	];
	const source = `function main() { return [${names.map((name) => `typeof ${name}`).join(", ")}]; }`;
	assert.deepEqual(new Set((await resultOf(t, source)) as string[]), new Set(["undefined"]));
});

for (const expression of [
	'this.constructor.constructor("return process")()',
	'console.log.constructor("return process")()',
	'(async () => {}).constructor("return process")()',
	'(function* () {}).constructor("return process")()',
	'context.getAppID.constructor("return process")()',
	'done.constructor("return process")()',
	'eval("1 + 1")',
]) {
	test(`${expression} makes no code`, async (t) => {
		const error = await errorOf(t, `function main(params, context, done) { ${expression}; }`);
		assert.deepEqual(error, { errorCode: "RUNTIME_ERROR", message: noCode });
	});
}

test("no object comes from another realm", async (t) => {
	const source = `function main(params, context, done) {
		const objects = { params, context, done, log: console.log, console, realm: __kii_realm };
		return Object.keys(objects).filter((name) => !(objects[name] instanceof Object));
	}`;
	// done makes it asynchronous: it is called with what is returned
	assert.deepEqual(await resultOf(t, `${source} const inner = main; main = (p, c) => inner(p, c, () => {});`), []);
});

test("an import brings nothing", async (t) => {
	const source = `function main(params, context, done) {
		import("node:fs").then(() => done("imported"), (error) => {
			try { done(error.constructor.constructor("return process")() && "escaped"); } catch (fault) { done(fault.message); }
		});
	}`;
	const outcome = await run(t, source);
	assert.ok(outcome.ok ? outcome.returnedValue === noCode : outcome.errorCode === "TIMEOUT", JSON.stringify(outcome));
});

test("stacks show the developer's file only, and prepareStackTrace cannot be had", async (t) => {
	const source = `function main() {
		try { Error.prepareStackTrace = (error, sites) => sites; } catch {}
		try { Object.defineProperty(Error, "prepareStackTrace", { value: (error, sites) => sites }); } catch {}
		return new Error("here").stack;
	}`;
	assert.match(String(await resultOf(t, source)), /^here\n {4}at main \(server-code\.js:4:\d+\)$/);
});

test("a run's result cannot be made by calling what the sandbox calls", async (t) => {
	const source = `function main() {
		__kii_realm.invoke("guess", () => "faked", "{}");
		return __kii_realm.result("guess") === undefined;
	}`;
	assert.equal(await resultOf(t, source), true);
});

for (const pollution of [
	'Object.prototype.toJSON = () => "polluted";',
	"Object.prototype.then = (resolve) => resolve(1);",
	"Array.prototype.push = null; Array.prototype.map = null;",
	"String.prototype.slice = null; String.prototype.match = null;",
	"JSON.stringify = () => { throw new Error(); }; JSON.parse = null;",
	"Promise.prototype.then = null; Reflect.apply = null; Set.prototype.has = () => true;",
	"Object.defineProperty(Object.prototype, 'ending', { get() { throw 1; }, set() { throw 1; } });",
	"Object.freeze(globalThis); Object.setPrototypeOf(globalThis, null);",
]) {
	test(`after ${pollution} a run still ends`, async (t) => {
		const outcome = await run(t, `${pollution} function main() { return "text"; }`);
		assert.ok(outcome.ok ? typeof outcome.returnedValue === "string" : outcome.message !== "");
		assert.equal(({} as Record<string, unknown>).ending, undefined);
	});
}

test("a value with __proto__ pollutes nothing", async (t) => {
	const value = await resultOf(t, `function main() { return JSON.parse('{"__proto__":{"polluted":1}}'); }`);
	assert.deepEqual(Object.keys(value as object), ["__proto__"]);
	assert.equal((value as Record<string, unknown>).polluted, undefined);
});
