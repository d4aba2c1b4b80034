// Secrets are where they are needed only: not in the log, at any level, and not in what the journal gives away.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { pino } from "pino";
import { WebSocket } from "ws";
import { internalsOf } from "../../../src/emulator/internals.ts";
import { createEmulator, type Emulator } from "../../../src/index.ts";
import { knownSecrets } from "./known-secrets.ts";
import { secretSession } from "./secret-session.ts";

/** A stream of the journal: what it has sent so far. */
async function follow(emulator: Emulator, query: string): Promise<{ until(text: string): Promise<string> }> {
	let all = "";
	let arrived = () => {};
	const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/_emulator/events${query}`);
	socket.on("message", (data) => {
		all += data;
		arrived();
	});
	await once(socket, "open");
	return {
		async until(text) {
			while (!all.includes(text)) {
				await new Promise<void>((resolve) => {
					arrived = resolve;
				});
			}
			socket.terminate();
			return all;
		},
	};
}

test("no secret gets into the log, the journal's pages, export, streams and near misses; a snapshot has what it needs", async () => {
	const secrets = knownSecrets();
	const controlToken = secrets.own("control token");
	const clientSecret = secrets.own("client secret");
	const app = { appID: "secretive", appKey: secrets.own("app key"), clientID: "admin-id", clientSecret };
	let log = "";
	const write = (line: string) => {
		log += line;
	};
	await using emulator = await createEmulator({
		app: [app],
		checkAppKey: true,
		controlToken,
		preferHeader: true,
		log: pino({ level: "trace" }, { write }),
	});
	const fromStart = await follow(emulator, "");
	const ofApp = await follow(emulator, `?app=${app.appID}`);
	await secretSession({ emulator, secrets, app, controlToken });

	const get = async (path: string, headers: Record<string, string> = {}) => {
		const reply = await fetch(`${emulator.url}/_emulator/${path}`, { headers });
		assert.equal(reply.status, 200, path);
		return reply.text();
	};
	// The mark by which the streams are at their end.
	await fetch(`${emulator.url}/api/apps/${app.appID}/the-end`);
	const asProgram = JSON.stringify(emulator.journal.entries({ limit: 10_000 }));
	const shown: Record<string, string> = {
		log,
		"pages, as a program has them": asProgram,
		pages: await get("journal?limit=10000"),
		"NDJSON export": await get("journal", { Accept: "application/x-ndjson" }),
		stream: await fromStart.until("/the-end"),
		"stream of an app": await ofApp.until("/the-end"),
		"stream from the start": await (await follow(emulator, "?since=0")).until("/the-end"),
		"near misses": await (
			await fetch(`${emulator.url}/_emulator/journal/wait`, {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ match: { kind: "http", route: "/nowhere", method: "POST" }, timeoutMs: 1 }),
			})
		).text(),
		"fault rules and health": (await get("health")) + (await get("openapi.json")),
	};
	assert.match(shown["near misses"] ?? "", /"nearMisses":\[\{/);
	assert.ok(secrets.names.size > 60, `${secrets.names.size} secrets`);
	for (const [where, text] of Object.entries(shown)) {
		assert.ok(text.length > 200, `nothing in ${where}: ${text}`);
		assert.deepEqual(secrets.foundIn(text), [], where);
	}
	assert.ok(log.split("\n").length > 40, "the session is in the log");

	// Every call that takes a secret was made, and accepted.
	const accepted = new Set<string>();
	for (const entry of emulator.journal.entries({ limit: 10_000 })) {
		if (entry.kind === "http" && entry.status < 300) accepted.add(`${entry.method} ${entry.route}`);
	}
	const takesSecret = internalsOf(emulator).api.routes.filter(
		({ path, schema }) =>
			!path.startsWith("/_emulator") &&
			/"\w*(?:password|token|secret|pinCode|verificationCode|code)":/i.test(JSON.stringify(schema?.body ?? {})),
	);
	assert.ok(takesSecret.length >= 10);
	assert.deepEqual(
		takesSecret.map(({ method, path }) => `${method} ${path}`).filter((route) => !accepted.has(route)),
		[],
	);

	// A snapshot is for going on: it has what must be told or used again. Passwords and tokens of anybody are digests.
	const kinds = new Set<string>();
	for (const { key, value } of (await emulator.snapshot.export()).records) {
		const [root = "", , kind = ""] = key.split("/");
		if (secrets.foundIn(JSON.stringify(value)).length > 0) kinds.add(root === "app" ? kind : root);
	}
	// Apps with key and secret, the passwords of endpoints, codes to be told, tokens of triggers; and what people have put anywhere.
	assert.deepEqual([...kinds].sort(), [
		"apps",
		"mqtt-endpoint",
		"object",
		"sent-code",
		"state",
		"state-history",
		"trigger",
	]);
});
