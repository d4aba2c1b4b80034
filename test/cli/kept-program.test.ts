import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import v8 from "node:v8";
import { loadKept } from "../../src/cli/kept-program.ts";

interface Exports {
	answer(): number;
	readonly from: string;
}

function source(answer: number): string {
	return `(function (exports, require, module, __filename, __dirname) {
	exports.answer = () => ${answer};
	exports.from = require("node:path").relative(__dirname, __filename);
})`;
}

function program(t: TestContext, answer: number): { readonly folder: string; readonly file: string } {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const file = join(folder, "program.cjs");
	writeFileSync(file, source(answer));
	return { folder, file };
}

function openedAnew(file: string): string {
	writeFileSync(file, "");
	return file;
}

/** The file in which the compiled code of a program is. */
function compiledIn(folder: string): string {
	const [name = assert.fail("nothing is kept")] = readdirSync(folder).filter((file) => file.endsWith(".compiled"));
	return join(folder, name);
}

test("a program is a module of CommonJS, and is run as it is where nothing is kept", (t) => {
	const { folder, file } = program(t, 1);
	const { exports } = loadKept<Exports>(file);
	assert.equal(exports.answer(), 1);
	assert.equal(exports.from, "program.cjs");
	assert.deepEqual(readdirSync(folder), ["program.cjs"]);
});

test("what comes before it runs comes when it is compiled, and leaves the compiled code usable", (t) => {
	const { folder, file } = program(t, 1);
	const first = loadKept<Exports>(file, () => v8.setFlagsFromString("--semi-space-growth-factor=3"));
	first.exports.answer();
	v8.setFlagsFromString("--semi-space-growth-factor=2");
	first.keep();
	const kept = readFileSync(compiledIn(folder));
	writeFileSync(file, source(2));
	let ran = false;
	const { exports } = loadKept<Exports>(file, () => {
		ran = true;
	});
	assert.ok(ran);
	assert.equal(exports.answer(), 1);
	assert.deepEqual(readFileSync(compiledIn(folder)), kept);
});

test("what it has been compiled to is kept beside it, alone, and is what runs next time", (t) => {
	const { folder, file } = program(t, 1);
	const first = loadKept<Exports>(file);
	first.exports.answer();
	first.keep();
	assert.equal(readdirSync(folder).length, 2);
	// Of the same length, which is all that V8 looks at: a program whose text changes has another name.
	writeFileSync(file, source(2));
	assert.equal(loadKept<Exports>(file).exports.answer(), 1);
});

test("compiled code that is none is passed over, and replaced", (t) => {
	const { folder, file } = program(t, 1);
	loadKept<Exports>(file).keep();
	const good = readFileSync(compiledIn(folder));
	const damaged = Buffer.from(good);
	damaged.writeUInt32BE(0xffffffff, good.length >> 1);
	const bad = [Buffer.alloc(0), good.subarray(0, good.length / 2), damaged, Buffer.from("not compiled".repeat(99))];
	for (const [index, bytes] of bad.entries()) {
		writeFileSync(compiledIn(folder), bytes);
		// Each time another text, as V8 remembers what it has compiled.
		writeFileSync(file, source(index + 2));
		const { exports, keep } = loadKept<Exports>(file);
		assert.equal(exports.answer(), index + 2);
		keep();
		assert.notDeepEqual(readFileSync(compiledIn(folder)), bytes);
	}
});

test("what is in its place and cannot be compiled code is passed over, and replaced", (t) => {
	const { folder, file } = program(t, 1);
	loadKept<Exports>(file).keep();
	const kept = compiledIn(folder);
	const inItsPlace = [
		() => symlinkSync(kept, kept),
		() => truncateSync(openedAnew(kept), 20 * 1024 ** 3),
		() => truncateSync(openedAnew(kept), 3 * 1024 ** 3),
		...(process.platform === "win32" ? [] : [() => execFileSync("mkfifo", [kept])]),
	];
	for (const [index, put] of inItsPlace.entries()) {
		rmSync(kept);
		put();
		writeFileSync(file, source(index + 2));
		const { exports, keep } = loadKept<Exports>(file);
		assert.equal(exports.answer(), index + 2);
		keep();
		const { size } = lstatSync(kept);
		assert.ok(lstatSync(kept).isFile() && size > 0 && size < 1024 ** 2);
	}
});

test("where it cannot be written, nothing is kept, and nothing is left behind", (t) => {
	const { folder, file } = program(t, 1);
	loadKept<Exports>(file).keep();
	const kept = compiledIn(folder);
	rmSync(kept);
	mkdirSync(join(kept, "in the way"), { recursive: true });
	const { exports, keep } = loadKept<Exports>(file);
	keep();
	assert.equal(exports.answer(), 1);
	assert.equal(readdirSync(folder).length, 2);
});

test("NODE_DISABLE_COMPILE_CACHE turns it off, as it does Node's own", (t) => {
	const { folder, file } = program(t, 1);
	process.env.NODE_DISABLE_COMPILE_CACHE = "1";
	try {
		loadKept<Exports>(file).keep();
	} finally {
		delete process.env.NODE_DISABLE_COMPILE_CACHE;
	}
	assert.deepEqual(readdirSync(folder), ["program.cjs"]);
});
