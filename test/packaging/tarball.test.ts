import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, watch, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { createEmulator } from "../../src/emulator.ts";
import { linesOf, terminate } from "../helpers/lines.ts";
import { deadLinks } from "./dead-links.ts";
import { adminToken, answerTo, callsOf } from "./every-route.ts";

const run = promisify(execFile);

/** The checkout: tests are started at its root. */
const root = process.cwd();

/** Packing builds, which must not disturb the checkout: what is copied is all but history, results and the linter. */
const leftOut = new Set([
	".git",
	"build",
	"dist",
	join("node_modules", "@biomejs"),
	join("node_modules", ".bin", "biome"),
]);

const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);

/** The settings of the npm that runs these tests are not those of the project that installs the tarball. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

describe("the packed tarball, installed in an empty project", () => {
	let folder: string;
	let project: string;
	let tarball: string;

	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "kii-emulator-test-"));
		const checkout = join(folder, "checkout");
		const filter = (path: string) => !leftOut.has(relative(root, path));
		await cp(root, checkout, { recursive: true, verbatimSymlinks: true, filter });
		await npm(checkout, "pack", "--pack-destination", folder);
		tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? assert.fail("nothing was packed");

		project = await mkdtemp(join(folder, "project-"));
		await writeFile(join(project, "package.json"), '{ "private": true }');
		await npm(project, "install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, tarball));
	});
	after(() => rm(folder, { recursive: true, force: true }));

	it("brings no package but the embedded store: all else is in its files", async () => {
		const installed = await readdir(join(project, "node_modules"));
		const ofTheStore = [
			"abstract-level",
			"classic-level",
			"level-supports",
			"level-transcoder",
			"maybe-combine-errors",
		];
		const alsoOfTheStore = [
			"base64-js",
			"buffer",
			"ieee754",
			"is-buffer",
			"module-error",
			"napi-macros",
			"node-gyp-build",
		];
		const known = new Set([...ofTheStore, ...alsoOfTheStore, "kii-emulator"]);
		assert.deepEqual(
			installed.filter((name) => !name.startsWith(".") && !known.has(name)),
			[],
		);
	});

	it("has one ws in it, none that CVE-2024-37890 is about, and says under which licences", async () => {
		const file = join(project, "node_modules", "kii-emulator", "dist", "third-party-licences.txt");
		const licences = await readFile(file, "utf8");
		const versions = [...licences.matchAll(/^ws (\S+), MIT$/gm)].map(([, version = ""]) => version);
		assert.deepEqual(versions.map(isSafe), [true]);
		for (const name of ["aedes", "fastify", "pino", "websocket-stream"])
			assert.match(licences, new RegExp(`^${name} \\d`, "m"));
	});

	it("lives on after the upgrade request of CVE-2024-37890: more headers than Node keeps, Upgrade being the last", async () => {
		const { stdout } = await node(`
			import { once } from "node:events";
			import { connect } from "node:net";
			import { createEmulator } from "kii-emulator";
			const emulator = await createEmulator();
			const ask = async (port, lines) => {
				const socket = connect(port, "127.0.0.1", () => socket.write("GET /mqtt HTTP/1.1\\r\\n" + lines.join("\\r\\n") + "\\r\\n\\r\\n"));
				const [answer] = await once(socket, "data");
				socket.destroy();
				return String(answer).slice(9, 12);
			};
			const many = Array.from({ length: 2000 }, (_, i) => i.toString(36) + ":");
			const upgrade = ["Host: x", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
			console.log(await ask(emulator.ports.ws, [...upgrade, ...many, "Upgrade: websocket"]));
			console.log(await ask(emulator.ports.ws, [...upgrade, "Upgrade: websocket"]));
			await emulator.close();
		`);
		// Newer versions of Node refuse it themselves, with 431.
		assert.match(stdout, /^4\d\d\n101\n$/);
	});

	it("holds what runs and nothing else of ours", async () => {
		const installed = await readdir(join(project, "node_modules", "kii-emulator"));
		assert.deepEqual(
			installed.sort(),
			[
				...["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "dist", "docs", "examples", "package.json"],
			].sort(),
		);
	});

	it("has what its documentation links to", async () => {
		const dead = await deadLinks(join(project, "node_modules", "kii-emulator"));
		assert.deepEqual(dead, []);
	});

	it("is named and has the command as its README says", async () => {
		const readme = await readFile(join(project, "node_modules", "kii-emulator", "README.md"), "utf8");
		assert.ok(readme.includes(`\`npm install --save-dev ${tarball}\`, then \`npx kii-emulator\``));
		const shell = process.platform === "win32";
		const { stdout } = await run("npx", ["kii-emulator", "--version"], {
			cwd: project,
			env: environment,
			shell,
		});
		assert.equal(`kii-emulator-${stdout.trim()}.tgz`, tarball);
	});

	it("has a door for programs, one for clients, one for tests, and the schema of seeds", async () => {
		const { stdout } = await node(`
			import { readFileSync } from "node:fs";
			import { fileURLToPath } from "node:url";
			import * as own from "kii-emulator";
			import * as client from "kii-emulator/client";
			import * as testing from "kii-emulator/testing";
			console.log(typeof own.createEmulator, typeof client.connectEmulator, typeof testing.createEmulator);
			const schema = fileURLToPath(import.meta.resolve("kii-emulator/seed.schema.json"));
			console.log(JSON.parse(readFileSync(schema, "utf8")).title);
		`);
		assert.equal(stdout, "function function function\nSeed of kii-emulator\n");
	});

	it("runs server code in its sandbox", async () => {
		const { stdout } = await node(`
			import { createEmulator } from "kii-emulator/testing";
			const emulator = await createEmulator();
			const { appID, appKey, clientID, clientSecret } = emulator.app;
			const call = async (method, path, type, body, authorization) => {
				const headers = { "content-type": type, ...(authorization && { authorization }) };
				const answer = await fetch(emulator.url + path, { method, headers, body });
				return answer.status === 204 ? undefined : answer.json();
			};
			const login = JSON.stringify({ client_id: clientID, client_secret: clientSecret, grant_type: "client_credentials" });
			const { access_token } = await call("POST", "/api/oauth2/token", "application/json", login);
			const admin = "Bearer " + access_token;
			const code = 'function hi(params, context, done) { done("hello " + params.name); }';
			const { versionID } = await call("POST", "/api/apps/" + appID + "/server-code", "application/javascript", code, admin);
			await call("PUT", "/api/apps/" + appID + "/server-code/versions/current", "text/plain", versionID, admin);
			const path = "/api/apps/" + appID + "/server-code/versions/current/hi";
			console.log(JSON.stringify(await call("POST", path, "application/json", '{"name":"kii"}', admin)));
			await emulator.close();
		`);
		assert.equal(stdout, '{"returnedValue":"hello kii"}\n');
	});

	it("keeps what was written, by the embedded store that it brings", async () => {
		const { stdout } = await node(`
			import { createEmulator } from "kii-emulator/testing";
			for (let time = 0; time < 2; time++) {
				const emulator = await createEmulator({ dataDir: "kept" });
				if (time === 0) await emulator.apps.create({ appID: "mine" });
				console.log((await emulator.apps.list()).map(({ appID }) => appID).sort().join());
				await emulator.close();
			}
		`);
		assert.equal(stdout, "emulator,mine\nemulator,mine\n");
	});

	it("answers every route as its modules do, by what is left of the packages in it", async (t) => {
		const seedIds = "every route";
		await using modules = await createEmulator({ seedIds });
		const child = spawn(
			process.execPath,
			[command(), "start", ...freePorts, "--seed-ids", seedIds, "--log-level=fatal"],
			{
				cwd: project,
				env: environment,
				stdio: ["ignore", "pipe", "inherit"],
			},
		);
		t.after(() => child.kill("SIGKILL"));
		const [, url = ""] = /http=(\S+)/.exec(await linesOf(child).waitFor(/ready/)) ?? [];
		const [ours, bundled] = [await adminToken(modules.url, modules.app), await adminToken(url, modules.app)];
		const calls = callsOf(modules);
		assert.ok(calls.length > 300);
		for (const call of calls) assert.equal(await answerTo(call, url, bundled), await answerTo(call, modules.url, ours));
	});

	it("keeps the compiled code of a start beside it, and starts by it", async (t) => {
		const kept = async () =>
			(await readdir(dirname(command())))
				.filter((name) => name.endsWith(".compiled"))
				.map((name) => join(dirname(command()), name));
		for (const file of await kept()) await rm(file);
		const start = () => {
			const child = spawn(process.execPath, [command(), "start", ...freePorts], {
				cwd: project,
				env: environment,
				stdio: ["ignore", "pipe", "inherit"],
			});
			t.after(() => child.kill("SIGKILL"));
			return child;
		};
		const watcher = watch(dirname(command()), { signal: AbortSignal.timeout(60_000) });
		const first = start();
		for await (const { filename } of watcher) if (filename?.endsWith(".compiled")) break;
		const [file = assert.fail("nothing is kept")] = await kept();
		await terminate(first);
		const { mtimeMs } = await stat(file);
		const second = start();
		await linesOf(second).waitFor(/ready/);
		await terminate(second);
		assert.equal((await stat(file)).mtimeMs, mtimeMs);
	});

	function command(): string {
		return join(project, "node_modules", "kii-emulator", "dist", "cli.js");
	}

	async function node(program: string) {
		const file = join(project, "program.mjs");
		await writeFile(file, program);
		return run(process.execPath, [file], { cwd: project, env: environment });
	}
});

function npm(cwd: string, ...args: string[]) {
	return run("npm", args, { cwd, env: environment, shell: process.platform === "win32" });
}

/** At least 8.17.1, the fix on the only line of versions that is used here. */
function isSafe(version: string): boolean {
	const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
	return major > 8 || (major === 8 && (minor > 17 || (minor === 17 && patch >= 1)));
}
