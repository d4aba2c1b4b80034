import type { CaseResult, Report } from "../../../src/conformance/result.ts";
import { overallVerdict } from "../../../src/conformance/result.ts";
import type { Entry } from "../../../src/journal/entry.ts";

const base = { app: "emulator", client: "topic-1", connection: 1, listener: "tcp" };

/** A story in which a device says what would break a page that does not escape. */
export const entries: readonly Entry[] = [
	{ ...base, seq: 1, time: 1000, elapsed: 0, kind: "connection", event: "open", remoteAddress: "127.0.0.1" },
	{
		...base,
		seq: 2,
		time: 1010,
		elapsed: 10,
		kind: "mqtt",
		direction: "in",
		type: "connect",
		packet: { clientID: "topic-1", keepalive: 10 },
		size: 30,
	},
	{
		...base,
		seq: 3,
		time: 1020,
		elapsed: 20,
		kind: "mqtt",
		direction: "out",
		type: "connack",
		packet: { returnCode: 0 },
		size: 4,
	},
	{
		...base,
		seq: 4,
		time: 2500,
		elapsed: 1500,
		kind: "mqtt",
		direction: "in",
		type: "publish",
		topic: "p/topic-1/x",
		packet: { topic: "p/topic-1/x", payload: '<script>alert("&")</script> ``` | \u0001' },
		size: 60,
	},
	{
		...base,
		seq: 5,
		time: 26_000,
		elapsed: 25_000,
		kind: "connection",
		event: "close",
		remoteAddress: "127.0.0.1",
		reason: "keepalive",
	},
];

function result(id: string, judgement: CaseResult["judgement"]): CaseResult {
	const described = {
		id,
		group: "keepalive",
		title: `title of ${id}`,
		clause: "[MQTT-3.1.2-24]",
		stimulus: "waits",
		rule: "it pings",
	} as const;
	return { case: described, judgement, entries, startedAt: 1000, durationMs: 25_000 };
}

const results: CaseResult[] = [
	result("good-one", { verdict: "pass", reason: "as it should be" }),
	result("bad-one", { verdict: "fail", reason: "it said <nothing> & | left", evidence: [4, 5] }),
	result("odd-one", {
		verdict: "pass with warnings",
		reason: "it came back",
		warnings: ["without jitter <0 ms>"],
		evidence: [2],
	}),
	result("other-one", { verdict: "not applicable", reason: "not a case of tcp" }),
	result("lost-one", { verdict: "could not judge", reason: "no session within 1 s" }),
];

/** A report with every verdict. */
export const report: Report = {
	emulatorVersion: "0.1.0",
	profile: "kii",
	transport: "tcp",
	device: 'node "device" <1>',
	startedAt: Date.UTC(2026, 0, 1),
	durationMs: 125_000,
	results,
	verdict: overallVerdict(results),
};
