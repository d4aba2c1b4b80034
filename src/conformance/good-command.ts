import type { Match } from "../journal/match.ts";
import { type Bench, DeviceMissing } from "./bench.ts";
import { fail, type Judgement, notApplicable } from "./case.ts";
import type { Evidence } from "./evidence.ts";

/** The device's report of what became of a command. */
export const resultReport = (commandID: string): Match => ({
	kind: ["api", "http"],
	method: "PUT",
	path: { regex: `/commands/${commandID}/action-results` },
});

/** Any such report; for routes of faults. */
export const resultRoute = "PUT /thing-if/apps/:appID/targets/:target/commands/:command/action-results";

/** Milliseconds without a connect or request of its own after which a device counts as at rest, at the start of a case. */
const rest = 2000;

/** The device's session, once it has done what it does when it has connected; marks where the evidence begins. */
export async function settledSession(bench: Bench) {
	const session = await bench.session();
	await bench.wait(rest);
	bench.mark(`settled ${session.connection}`);
	return session;
}

/** Sends the device a command that it knows, and waits for the result; a device that has stopped working is started anew. */
export async function tryGoodCommand(bench: Bench): Promise<void> {
	let works = false;
	try {
		const after = bench.position();
		const commandID = await bench.command();
		bench.mark(`good command ${commandID}`);
		works = (await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin })) !== undefined;
	} catch (error) {
		// What it was asked before has driven it away: that is for the judge.
		if (!(error instanceof DeviceMissing)) throw error;
	}
	if (!works) await bench.restart();
}

/** Undefined when the device kept its connection and reported the result of the good command on time. */
export function whyNotWorking(evidence: Evidence): Judgement | undefined {
	const settled = evidence.marks.find(({ name }) => name.startsWith("settled "));
	if (settled === undefined) return fail("the device was never at rest");
	const connection = Number(settled.name.split(" ")[1]);
	const good = evidence.marks.find(({ name }) => name.startsWith("good command "));
	const closed = evidence.find({ kind: "connection", event: "close", connection }, settled.seq);
	const endsLater = closed !== undefined && good !== undefined && closed.seq > good.seq;
	if (closed?.violation?.clause === "MQTT-3.1.2-24")
		return notApplicable("the device did not keep to its keepalive: see keepalive-ping");
	if (closed?.kind === "connection" && !endsLater) {
		return fail(`the device did not survive it: its connection ended (${closed.reason})`, closed.seq);
	}
	if (good === undefined) return fail("the device took no commands any more");
	const commandID = good.name.split(" ")[2] ?? "";
	const report = evidence.find(resultReport(commandID), 0);
	if (report !== undefined) return undefined;
	return fail("a good command that came afterwards was not carried out: no result of it was reported");
}
