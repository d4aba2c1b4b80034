import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { ConformanceOptions } from "../../src/conform.ts";
import { allCases } from "../../src/conformance/all-cases.ts";
import type { OverallVerdict } from "../../src/conformance/result.ts";
import { report } from "../conformance/report/a-report.ts";
import { run } from "./run.ts";

/** A run that ends with that verdict, and what it was asked. */
function conform(verdict: OverallVerdict, ...args: string[]) {
	const asked: ConformanceOptions[] = [];
	const it = run(["conform", ...args], {
		conform: async (options) => {
			asked.push(options);
			for (const result of report.results) options.onProgress?.({ kind: "result", result, index: 0, total: 5 });
			return { ...report, verdict };
		},
	});
	return { ...it, asked };
}

test("the exit code is 0 for a pass, 1 for a fail and 2 for what could not be judged", async () => {
	const codes = { pass: 0, "pass with warnings": 0, fail: 1, "could not judge": 2 } as const;
	for (const [verdict, code] of Object.entries(codes)) {
		const it = conform(verdict as OverallVerdict);
		assert.equal(await it.code, code, verdict);
		assert.match(it.stdout.join(""), new RegExp(`Verdict: ${verdict}\n$`));
		assert.deepEqual(it.stderr, [], "no progress line for a pipe");
	}
});

test("the flags say what is asked, repeated or with commas", async () => {
	const { code, asked } = conform(
		"pass",
		...["--case", "keepalive-ping", "--group", "qos,api", "--group", "reconnect", "--profile", "mqtt311"],
		...["--transport", "wss", "--timeout", "7.5", "--command", "node device.js --fast", "--client-id", "c"],
		...["--vendor-thing-id", "v", "--actions", '[{"a":1}]', "--schema", "led:2", "--abilities", "commands"],
		...["--mqtt-port", "0", "--data-dir", "/nowhere"],
	);
	assert.equal(await code, 0);
	const [{ emulator, onProgress, signal, ...options } = {}] = asked;
	assert.deepEqual(options, {
		cases: ["keepalive-ping"],
		groups: ["qos", "api", "reconnect"],
		profile: "mqtt311",
		transport: "wss",
		timeout: 7500,
		command: "node device.js --fast",
		clientID: "c",
		otherHost: undefined,
		vendorThingID: "v",
		actions: [{ a: 1 }],
		schema: "led",
		schemaVersion: 2,
		abilities: ["commands"],
	});
	assert.equal(emulator?.mqttPort, 0);
	assert.ok(emulator !== undefined && !("dataDir" in emulator), "a run keeps nothing");
});

test("its log has errors only, so that nothing is between the results, unless more is asked for", async () => {
	for (const [args, level] of [
		[[], "error"],
		[["--log-level", "info"], "info"],
	] as const) {
		const { code, asked } = conform("pass", ...args);
		assert.equal(await code, 0);
		assert.equal(asked[0]?.emulator?.logLevel, level);
	}
});

test("what cannot be is said in a line, with 2, before anything starts", async () => {
	const wrong: [string[], RegExp][] = [
		[["--case", "keepalive-pin"], /there is no case "keepalive-pin".*keepalive-ping/],
		[["--group", "nonsense"], /there is no group "nonsense"; there are tls, /],
		[["--profile", "azure"], /"azure" is not one of kii, mqtt311, aws/],
		[["--transport", "udp"], /"udp" is not one of tcp, tls, ws, wss/],
		[["--timeout", "soon"], /"soon" is not seconds/],
		[["--actions", "{}"], /is not a JSON array of actions/],
		[["--report", "report.pdf"], /"report.pdf" must end with .json, .xml, .md, .html/],
		[["--no-journal"], /is off, and conform judges by it/],
	];
	for (const [args, message] of wrong) {
		const it = conform("pass", ...args);
		assert.equal(await it.code, 2, args.join(" "));
		assert.match(it.stderr.join(""), message);
		assert.equal(it.asked.length, 0);
	}
});

test("reports are written by the endings of their files", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const file = (name: string) => join(folder, name);
	const it = conform("fail", "--report", `${file("a.json")},${file("b.XML")}`, "--report", file("c.md"));
	assert.equal(await it.code, 1);
	assert.deepEqual(readdirSync(folder).sort(), ["a.json", "b.XML", "c.md"]);
	assert.equal(JSON.parse(readFileSync(file("a.json"), "utf8")).verdict, "fail");
	const nowhere = conform("pass", "--report", file("none/a.json"));
	assert.equal(await nowhere.code, 2);
	assert.match(nowhere.stderr.join(""), /--report: cannot write .*a\.json: there is no folder .*none; make it first/);
	mkdirSync(file("d.json"));
	const isFolder = conform("pass", "--report", `${file("c.md")},${file("d.json")}`);
	assert.equal(await isFolder.code, 2);
	assert.match(isFolder.stderr.join(""), /--report: cannot write .*: it is a folder/);
	assert.deepEqual([nowhere.asked, isFolder.asked], [[], []], "the device had been judged before");
});

test("a person at a terminal sees what is going on", async () => {
	const stderr: string[] = [];
	const it = run(["conform"], {
		stderr: { isTTY: true, write: (text) => stderr.push(text) },
		conform: async ({ onProgress }) => {
			const [which] = allCases;
			assert.ok(which !== undefined);
			onProgress?.({ kind: "begin", case: which, index: 0, total: 3 });
			return report;
		},
	});
	assert.equal(await it.code, 1);
	assert.match(stderr.join(""), new RegExp(`1/3 ${allCases[0]?.id} …`));
});

test("that no case could be judged is told once", async () => {
	const lost = report.results.filter(({ judgement }) => judgement.verdict === "could not judge");
	const it = run(["conform"], {
		conform: async ({ onProgress }) => {
			const results = [...lost, ...lost, ...lost];
			for (const [index, result] of results.entries()) onProgress?.({ kind: "result", result, index, total: 3 });
			return { ...report, results, verdict: "could not judge" };
		},
	});
	assert.equal(await it.code, 2);
	assert.equal(it.stdout.join("").match(/no session within 1 s/g)?.length, 1);
	assert.match(it.stdout.join(""), /\n3 cases: 3 could not judge\n/);
});

test("--list has every case", async () => {
	const it = conform("pass", "--list");
	assert.equal(await it.code, 0);
	assert.equal(it.asked.length, 0);
	const listed = it.stdout.join("").split("\n");
	for (const { id, title } of allCases) {
		assert.ok(listed.some((line) => line.trimStart().startsWith(`${id} `) && line.endsWith(` ${title}`)));
	}
});

test("Ctrl-C stops the run, which then could not be judged", async () => {
	const it = run(["conform"], {
		conform: ({ signal }) =>
			new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error))),
	});
	it.process.emit("SIGINT", "SIGINT");
	assert.equal(await it.code, 2);
	assert.match(it.stderr.join(""), /stopped before the end/);
});
