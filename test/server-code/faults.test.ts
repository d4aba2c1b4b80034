import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, run } from "./run.ts";

/** Source, and the message of its error. */
const runtimeErrors: Readonly<Record<string, readonly [source: string, message: string]>> = {
	// The text of the thing-if SDKs' own tests.
	"an unknown name": ["function main() { reference.toString(); }", "reference is not defined"],
	"a rejected promise": ['async function main() { throw new Error("no"); }', "no"],
	"a rejected promise besides done": ['async function main(params, context, done) { throw new Error("no"); }', "no"],
	"a fault before any endpoint": ['throw new Error("at the top"); function main() {}', "at the top"],
	"a source that does not compile": ["function main( {", "Unexpected end of input"],
	"a thrown text": ['function main() { throw "text"; }', "text"],
	"a thrown null": ["function main() { throw null; }", "null"],
	"a thrown symbol": ['function main() { throw Symbol("s"); }', "Symbol(s)"],
	"a thrown object with a throwing message": [
		"function main() { throw { get message() { throw 1; } }; }",
		"something was thrown that has no text",
	],
	"a circular value": ["function main() { const a = {}; a.a = a; return a; }", "Converting circular structure to JSON"],
	"a BigInt": ["function main() { return 1n; }", "Do not know how to serialize a BigInt"],
	"a throwing getter": ['function main() { return { get a() { throw new Error("got"); } }; }', "got"],
	"endless recursion": ["function main() { return main(); }", "Maximum call stack size exceeded"],
	"a name of Kii's own": [
		"var __kii_realm = 1; function main() {}",
		"Identifier '__kii_realm' has already been declared",
	],
	"the administrator's context": [
		"function main(params, context) { context.getAppAdminContext(); }",
		"getAppAdminContext is not available: the emulator has no Kii Cloud SDK for server code",
	],
};

for (const [name, [source, message]] of Object.entries(runtimeErrors)) {
	test(`${name} is a RUNTIME_ERROR`, async (t) => {
		const error = await errorOf(t, source);
		assert.equal(error.errorCode, "RUNTIME_ERROR");
		// V8 counts the spread of its longer texts differently between versions.
		assert.ok(error.message.startsWith(message), error.message);
		assert.doesNotMatch(error.message, /\n|\/|sandbox/);
	});
}

for (const endpoint of [
	"nothing",
	"class",
	"this",
	"let",
	"parseInt",
	"Object",
	"console",
	"toString",
	"hasOwnProperty",
	"__defineGetter__",
]) {
	test(`${endpoint} is no endpoint`, async (t) => {
		const outcome = await run(t, "function main() {}", { endpoint });
		assert.equal(outcome.ok || outcome.errorCode, "ENDPOINT_NOT_FOUND");
	});
}

test("done that nothing can call any more is a TIMEOUT, at once", async (t) => {
	const { errorCode, message } = await errorOf(t, "function main(params, context, done) {}");
	assert.equal(errorCode, "TIMEOUT");
	assert.match(message, /done\(\)/);
});
