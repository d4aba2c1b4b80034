// What the documentation shows of TypeScript is compiled with the package's own types, all of it in one run; the test that
// docs/testing-with.md shows is also run, against the device program that it names.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const folder = "build/documented";
const pages = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((name) =>
	name.endsWith(".md"),
);

/** What pages take for granted: the reader has it from the text around the block. */
const given = `
declare const emulator: import("kii-emulator/testing").TestEmulator;
declare const thingID: string;
declare const mqttTopic: string;
`;

const compilerOptions = {
	noEmit: true,
	// Blocks end where the point is made.
	noUnusedLocals: false,
	paths: {
		"kii-emulator": ["../../src/index.ts"],
		"kii-emulator/client": ["../../src/client.ts"],
		"kii-emulator/testing": ["../../src/testing.ts"],
	},
};

interface Block {
	/** As compilers and people name it: the page, and the line at which the block begins. */
	readonly name: string;
	readonly code: string;
}

function blocksOf(page: string): Block[] {
	const text = readFileSync(page, "utf8");
	return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(({ 1: code = "", index }) => {
		const line = text.slice(0, index).split("\n").length + 1;
		return { name: `${page.replace(/\W+/g, "-")}-line-${line}`, code };
	});
}

before(() => {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "given.d.ts"), given);
	for (const file of ["lamp.mjs", "lamp.d.mts"]) copyFileSync(`examples/testing-with/${file}`, join(folder, file));
});

test("every TypeScript block of README and docs compiles", async () => {
	const blocks = pages.flatMap(blocksOf);
	assert.ok(blocks.length > 5, `only ${blocks.length} blocks found`);
	for (const { name, code } of blocks) writeFileSync(join(folder, `${name}.ts`), `${code}export {};\n`);
	const include = ["given.d.ts", ...blocks.map(({ name }) => `${name}.ts`)];
	const project = join(folder, "tsconfig.json");
	writeFileSync(
		project,
		JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, files: include, include: [] }),
	);
	const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
	await run(process.execPath, [tsc, "-p", project]).catch(({ stdout, stderr }) => assert.fail(`${stdout}${stderr}`));
});

test("the test that docs/testing-with.md shows passes", async () => {
	const shown = blocksOf("docs/testing-with.md").find(({ code }) => code.includes("lamp.mjs")) ?? assert.fail("none");
	// Of its own name, so that the compiled sources stand for the package.
	const own = resolve("build/src/testing.js");
	const code = shown.code.replace('"kii-emulator/testing"', JSON.stringify(new URL(`file://${own}`).href));
	assert.notEqual(code, shown.code);
	const file = join(folder, "shown.mjs");
	writeFileSync(file, code);
	const { NODE_TEST_CONTEXT, ...env } = process.env;
	const { stdout } = await run(process.execPath, ["--test-reporter=tap", file], { env });
	assert.match(stdout, /^# pass 1$/m);
	assert.match(stdout, /^# fail 0$/m);
});
