import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect } from "mqtt";
import { type ConformanceProgress, type Emulator, runConformance, SettingError } from "../../src/index.ts";
import { nextProgram } from "./next-program.ts";

const mqttPackage = fileURLToPath(import.meta.resolve("mqtt"));

/** A device program that connects with the credentials in its environment, and starts a process that never ends by itself. */
function deviceProgram(t: TestContext, then = ""): { readonly command: string; readonly note: string } {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const [program, note] = [join(folder, "device.mjs"), join(folder, "child")];
	writeFileSync(
		program,
		`import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import mqtt from ${JSON.stringify(new URL(`file://${mqttPackage}`).href)};
const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
writeFileSync(${JSON.stringify(note)}, String(child.pid));
const { KII_MQTT_HOST: host, KII_MQTT_PORT: port, KII_MQTT_URL: url, KII_MQTT_CLIENT_ID: clientId, KII_MQTT_USERNAME: username,
	KII_MQTT_PASSWORD: password, KII_MQTT_TOPIC: topic } = process.env;
if (new URL(url).host !== host + ":" + port) process.exit(3);
const client = mqtt.connect(url, { clientId, username, password, protocolVersion: 4 });
client.on("connect", () => client.subscribe(topic))${then};
`,
	);
	return { command: `"${process.execPath}" "${program}"`, note };
}

/** Milliseconds: more than all that a run waits for in a case. */
const long = 1_000_000;
/** Of real time, for what comes as soon as the machine has time for it. */
const timeoutMs = 200_000;

/** Lets the patience of a run with its device end as soon as `enough` of the program that it starts. */
function impatient(enough: (program: ChildProcess, emulator: Emulator) => Promise<unknown>) {
	return (progress: ConformanceProgress) => {
		if (progress.kind !== "ready") return;
		const { emulator } = progress;
		nextProgram()
			.then((program) => enough(program, emulator))
			.then(() => emulator.clock.advance(long))
			// The run is over before all that time has passed.
			.catch(() => {});
	};
}

/** Resolves once a program has said something. */
const speaks = ({ stderr }: ChildProcess) => once(stderr ?? process, "data");

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	// Killed, but its parent has not looked yet.
	const status = `/proc/${pid}/stat`;
	return !existsSync(status) || !/\) Z /.test(readFileSync(status, "utf8"));
}

test("a device program is started, judged over TCP and ended with all that it has started", async (t) => {
	const { command, note } = deviceProgram(t);
	const seen: ConformanceProgress[] = [];
	const report = await runConformance({
		command,
		cases: ["connecting-protocol", "onboarding-over-http"],
		onProgress: (progress) => void seen.push(progress),
	});
	const [result, onboarding] = report.results;
	// The endpoint in its environment was issued by an onboarding of the runner's own.
	assert.match(onboarding?.judgement.reason ?? "", /^the device was not said to do this: onboards/);
	assert.equal(result?.judgement.verdict, "pass", result?.judgement.reason);
	assert.equal(report.verdict, "pass");
	assert.equal(report.device, command);
	assert.ok(result?.entries.some((entry) => entry.kind === "mqtt" && entry.type === "connect"));
	assert.deepEqual(
		seen.map(({ kind }) => kind),
		["ready", "device", "begin", "result", "begin", "result"],
	);
	const [ready] = seen;
	assert.ok(ready?.kind === "ready" && !existsSync(ready.env.KII_CA_FILE ?? ""), "the CA file is left behind");
	// Killed it is: when it is gone is the system's business.
	const pid = Number(readFileSync(note, "utf8"));
	while (isAlive(pid)) await nextTurn();
});

test("a program that fails before its device has come could not be judged, and the reason has its words", async () => {
	const command = `"${process.execPath}" -e "console.error('no such broker'); process.exit(7)"`;
	const report = await runConformance({ command, groups: ["keepalive"] });
	assert.equal(report.verdict, "could not judge");
	assert.match(report.results[0]?.judgement.reason ?? "", /exit code 7.*no such broker.*nothing connected/);
});

test("of a program's stack the error is told, and what it said while its device did not come", async () => {
	const reasonOf = async (script: string, enough?: Parameters<typeof impatient>[0]) => {
		const command = `"${process.execPath}" --input-type=module -e "${script}"`;
		const watched = enough === undefined ? {} : { onProgress: impatient(enough) };
		const report = await runConformance({ command, cases: ["keepalive-ping"], transport: "tls", ...watched });
		return report.results[0]?.judgement.reason ?? "";
	};
	assert.match(
		await reasonOf("import 'no-such-package'"),
		/exit code 1, having said: .*Cannot find package 'no-such-package'/,
	);
	assert.match(
		await reasonOf("console.error('lost my way'); setInterval(() => {}, 1000)", speaks),
		/within 120 s; its program said: lost my way; nothing connected$/,
	);
	assert.match(
		await reasonOf("console.log('done')", (program) => once(program, "close")),
		/; its program ended with exit code 0, having said: done; nothing/,
	);
	assert.match(
		await reasonOf(
			"import { connect } from 'node:tls'; const { KII_MQTT_HOST, KII_MQTT_PORT } = process.env; connect(KII_MQTT_PORT, KII_MQTT_HOST).on('error', ({ code }) => { console.error(code); setInterval(() => {}, 1000) })",
			(program, { journal }) =>
				Promise.all([speaks(program), journal.wait({ match: { kind: "connection", listener: "tls" }, timeoutMs })]),
		),
		/its program said: UNABLE_TO_VERIFY_LEAF_SIGNATURE.*from (127\.0\.0\.1|::1) \(tls\).*must trust the CA in \$KII_CA_FILE/,
	);
});

test("of a program that ends while a case runs the reason has the end, and its words", async (t) => {
	const { command } = deviceProgram(t, '.on("message", () => { console.error("cannot read this"); process.exit(5); })');
	const report = await runConformance({
		command,
		cases: ["commands-malformed-json"],
		abilities: ["commands"],
		onProgress: impatient((program) => once(program, "close")),
	});
	const [result] = report.results;
	assert.equal(result?.judgement.verdict, "fail");
	assert.match(
		result?.judgement.reason ?? "",
		/its connection ended.*; its program ended with exit code 5, having said: cannot read this$/,
	);
});

test("that a device comes by another transport than was asked for is told of each case", async (t) => {
	const told: string[] = [];
	const report = await runConformance({
		groups: ["keepalive"],
		transport: "tls",
		onProgress(progress) {
			if (progress.kind === "result") told.push(progress.result.judgement.reason);
			if (progress.kind !== "ready") return;
			const {
				KII_MQTT_CLIENT_ID: clientId = "",
				KII_MQTT_USERNAME: username = "",
				KII_MQTT_PASSWORD: password = "",
			} = progress.env;
			const device = connect(progress.emulator.urls.mqtt, { clientId, username, password, reconnectPeriod: 0 });
			t.after(() => device.end(true));
			device.on("connect", () => device.subscribe(clientId));
		},
	});
	assert.equal(report.verdict, "could not judge");
	assert.deepEqual([...new Set(told)], ["the device has connected by tcp, and not by tls as was asked for"]);
	assert.equal(told.length, report.results.length);
	assert.ok(report.results[0]?.entries.some(({ kind }) => kind === "mqtt"));
});

test("a run can be stopped while it waits for its device", async () => {
	const stopping = new AbortController();
	const reason = new Error("enough");
	const running = runConformance({
		signal: stopping.signal,
		onProgress: ({ kind }) => kind === "ready" && stopping.abort(reason),
	});
	await assert.rejects(running, reason);
});

test("a device of another client ID or vendorThingID is not the one", async (t) => {
	const reportOf = (wanted: object) => {
		const { command } = deviceProgram(t);
		return runConformance({ command, cases: ["connecting-protocol"], abilities: [], ...wanted });
	};
	const onProgress = impatient((_, { journal }) =>
		journal.wait({ match: { kind: "mqtt", direction: "out", type: "suback" }, timeoutMs }),
	);
	for (const wanted of [{ clientID: "another" }, { vendorThingID: "another" }]) {
		const report = await reportOf({ ...wanted, onProgress });
		const reason = report.results[0]?.judgement.reason ?? "";
		assert.match(reason, /no device has connected and subscribed within 120 s/);
	}
	const same = await reportOf({ vendorThingID: "conformance-client" });
	assert.equal(same.verdict, "pass", same.results[0]?.judgement.reason);
});

test("there is no such case", async () => {
	await assert.rejects(
		runConformance({ cases: ["nonsense"] }),
		/there is no case "nonsense"; there are .*keepalive-ping/,
	);
	await assert.rejects(
		// @ts-expect-error: the compiler knows the groups.
		runConformance({ groups: ["nonsense"] }),
		/there is no group "nonsense"; there are tls, connecting/,
	);
});

test("an option that there is not, or a value that it cannot have, is refused before anything starts", async () => {
	const wrong: [object, string][] = [
		[
			{ transprt: "tls" },
			"transprt: is no option of runConformance; did you mean transport? There are cases, groups, ",
		],
		[{ profile: "x" }, 'profile: "x" is not one of kii, mqtt311, aws'],
		[{ transport: "x" }, 'transport: "x" is not one of tcp, tls, ws, wss'],
		[{ abilities: ["x"] }, 'abilities: "x" is not one of onboards, requests, commands, reconnects, starts'],
		[{ abilities: "commands" }, "abilities: is no list"],
		[{ timeout: "5" }, "timeout: is not milliseconds from 1 to 86400000"],
		[{ actions: [] }, "actions: is no list of actions"],
		[{ emulator: { foo: 1 } }, "foo: is no option of createEmulator"],
	];
	for (const [options, message] of wrong) {
		let started = false;
		const onProgress = () => {
			started = true;
		};
		await assert.rejects(runConformance({ ...options, onProgress }), (error) => {
			assert.ok(error instanceof SettingError);
			assert.equal(error.message.slice(0, message.length), message);
			return true;
		});
		assert.ok(!started);
	}
});
