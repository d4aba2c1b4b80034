import { type Case, fail, notApplicable, pass } from "../case.ts";
import { resultReport, resultRoute, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";

/** Milliseconds within which a device that does not make one request at a time makes the second. */
const second = 2000;
/** Milliseconds for a reply to leave. */
const leaving = 500;
/** Milliseconds between the two replies. */
const apart = 100;
/** Milliseconds in which the request that was answered well must not be repeated. */
const watched = 10_000;

export const apiReplyReordered: Case = {
	id: "api-reply-reordered",
	group: "api",
	title: "tells replies apart that come in another order than its requests",
	clause: "Kii guide, API over MQTT: X-Kii-RequestID",
	stimulus: "sends two commands, answers the second result by 503 and delivers that reply before that to the first",
	rule: "the first result is not reported again; the connection stays and a good command is carried out",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		const hold = { on: "publish", direction: "out", what: "reply", action: "hold", times: 1 } as const;
		const toFirst = await bench.fault(hold);
		const toSecond = await bench.fault(hold);
		await bench.fault({ on: "api", route: resultRoute, action: "respond", status: 503, after: 1, times: 1 });
		const after = bench.position();
		const first = await bench.command();
		const other = await bench.command();
		const within = bench.settings.resultWithin;
		await bench.until(resultReport(first), { after, within });
		const both = await bench.until(resultReport(other), { after, within: second });
		bench.mark(`first ${first}`);
		bench.mark(`other ${other}`);
		bench.mark(both === undefined ? "one at a time" : "both");
		// A call is in the journal before its reply leaves.
		await bench.wait(leaving);
		await toSecond.release();
		// In a write, and over WebSocket a frame, of its own: what comes together is for websocket-joined-packets.
		await bench.wait(apart);
		await toFirst.release();
		await bench.wait(watched);
		await toSecond.remove();
		await toFirst.remove();
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const first = reportsOf(evidence, "first");
		const other = reportsOf(evidence, "other");
		const seen = [...first, ...other].map(({ seq }) => seq);
		if (evidence.marks.some(({ name }) => name === "one at a time") || first[0] === undefined) {
			return notApplicable("the device makes one request at a time: their replies have but one order");
		}
		if (other[0] !== undefined && other[0].seq < first[0].seq) {
			return notApplicable("the device reported the results in another order than that of the commands");
		}
		const again = first[1];
		if (again !== undefined) {
			return fail("a result that was answered well was reported again: the device took another's reply", ...seen);
		}
		return whyNotWorking(evidence) ?? pass("each reply was taken for that of its request", ...seen);
	},
};
