import { type Case, fail, notApplicable, pass, warn } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";

/** Milliseconds before the true reply follows the wrong one, and in which a request must not be repeated. */
const between = 1000;
/** Milliseconds for a reply to leave. */
const leaving = 500;
const watched = 10_000;

export const apiRequestId: Case = {
	id: "api-request-id",
	group: "api",
	title: "takes only the reply with the X-Kii-RequestID of its request",
	clause: "Kii guide, API over MQTT: X-Kii-RequestID",
	stimulus: `withholds the reply to a result for ${between} ms, and before it sends a 503 on the same topic with another ID`,
	rule: "the device does not make the request again; the connection stays and a good command is carried out",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		const held = await bench.fault({ on: "publish", direction: "out", what: "reply", action: "hold", times: 1 });
		const after = bench.position();
		const commandID = await bench.command();
		const report = await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		bench.mark(`asked ${commandID}`);
		if (report?.kind === "api") {
			// A call is in the journal before its reply leaves.
			await bench.wait(leaving);
			await bench.push("503\r\nX-Kii-RequestID:conformance-of-another\r\n\r\n{}", report.topic);
			await bench.wait(between);
			await held.release();
			await bench.wait(watched);
		}
		await held.remove();
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const reports = reportsOf(evidence, "asked");
		const [first, second] = reports;
		if (first === undefined) return notApplicable("the device reported no result over MQTT");
		if (second !== undefined) {
			return fail("the device took a reply with another X-Kii-RequestID for its own, and asked again", second.seq);
		}
		const broken = whyNotWorking(evidence);
		if (broken !== undefined) return broken;
		if (first.requestID !== undefined) return pass("the reply with another X-Kii-RequestID was ignored", first.seq);
		const warning = "its requests have no X-Kii-RequestID: it cannot tell which reply is whose";
		return warn("a reply that was not the device's did no harm", [warning], first.seq);
	},
};
