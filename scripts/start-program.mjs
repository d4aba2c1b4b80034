// What `kii-emulator start` loads: one file, made smaller, with a function expression as CommonJS wraps modules. So it can be compiled
// by `vm.Script`, which takes compiled code that was kept (src/cli/kept-program.ts); Node 20 has that for no module.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";

/** Writes it into dist/. @returns its name, which tells what is in it, what it was made of, and the modules of Node that it loads at once */
export async function startProgram(common) {
	const certificates = await bundle(common, { entryPoints: ["@peculiar/x509"] });
	const file = await named("certificates", certificates.text);
	const program = await bundle(common, {
		entryPoints: ["src/cli/command-line.ts"],
		plugins: [...common.plugins, onlyStart(file)],
		// Node's `import()` is not there for what `vm.Script` has compiled.
		supported: { "dynamic-import": false },
		define: { "import.meta.url": "fileBeside" },
		banner: {
			js: `(function (exports, require, module, __filename, __dirname) { "use strict"; const fileBeside = require("node:url").pathToFileURL(__dirname + "/cli.js").href;`,
		},
		footer: { js: "})" },
	});
	const name = await named("start", program.text);
	return { name, inputs: [...certificates.inputs, ...program.inputs], modules: modulesOf(name) };
}

async function bundle(common, options) {
	const { outputFiles, metafile } = await build({
		...common,
		format: "cjs",
		write: false,
		charset: "ascii",
		minifyWhitespace: true,
		minifySyntax: true,
		external: ["bufferutil", "utf-8-validate", "pino-pretty", "classic-level/package.json"],
		...options,
	});
	return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

/** The modules of Node that are loaded with the program, not those that it loads when it needs them. */
function modulesOf(name) {
	const look = `
		const before = new Set(process.moduleLoadList);
		const { dirname } = require("node:path");
		const [, file] = process.argv;
		const load = require("node:vm").runInThisContext(require("node:fs").readFileSync(file, "latin1"), file);
		const module = { exports: {} };
		load(module.exports, require("node:module").createRequire(file), module, file, dirname(file));
		const loaded = process.moduleLoadList.filter((each) => !before.has(each) && each.startsWith("NativeModule "));
		console.log(JSON.stringify(loaded.map((each) => each.slice("NativeModule ".length))));
	`;
	const { status, stdout } = spawnSync(process.execPath, ["-e", look, resolve("dist", name)], {
		stdio: ["ignore", "pipe", "inherit"],
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`${name} could not be loaded`);
	return JSON.parse(stdout).filter((module) => /^[a-z]/.test(module) && !module.startsWith("internal/"));
}

async function named(name, text) {
	const file = `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.cjs`;
	await writeFile(join("dist", file), text);
	return file;
}

/**
 * Leaves out what a start does not need, or seldom (making certificates); what it always needs is no longer loaded apart.
 * Of the embedded store, only what is native is left to be found in its package.
 */
function onlyStart(certificates) {
	return {
		name: "only start",
		setup({ onResolve, onLoad }) {
			onResolve({ filter: /^@peculiar\/x509$/ }, () => ({ path: `./${certificates}`, external: true }));
			// Nobody calls the API of a program from within it.
			onResolve({ filter: /^light-my-request$/ }, ({ path }) => ({ path, namespace: "unused" }));
			onResolve({ filter: /^\.\.\/conform\.ts$/ }, ({ path }) => ({ path, namespace: "unused" }));
			onLoad({ filter: /src[/\\]cli[/\\]command-line\.ts$/ }, async ({ path }) => ({
				contents: replaced(await readFile(path, "utf8"), [
					'const { createEmulator } = await import("../emulator.ts");',
					"",
					'import { main } from "./main.ts";',
					'import { main } from "./main.ts";\nimport { createEmulator } from "../emulator.ts";',
				]),
				loader: "ts",
			}));
			onLoad({ filter: /node_modules[/\\]classic-level[/\\]binding\.js$/ }, async ({ path }) => ({
				contents: replaced(await readFile(path, "utf8"), [
					"(__dirname)",
					'(require("node:path").dirname(require.resolve("classic-level/package.json")))',
				]),
			}));
		},
	};
}

function replaced(text, [from, to, ...others]) {
	if (text.split(from).length !== 2) throw new Error(`there is no (or more than one) ${from}`);
	const changed = text.replace(from, () => to);
	return others.length > 0 ? replaced(changed, others) : changed;
}
