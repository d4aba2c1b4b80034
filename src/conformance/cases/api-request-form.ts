import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";
import { settledSession, tryGoodCommand } from "../good-command.ts";
import { malformation } from "../request-form.ts";

export const apiRequestForm: Case = {
	id: "api-request-form",
	group: "api",
	title: "writes a request as a line with the verb, header lines, an empty line and the body",
	clause: "Kii guide, API over MQTT: MQTT request",
	stimulus: "has the device connect anew, so that it says what it has to say, and sends a command",
	rule: "every request has a verb alone in its first line, then headers, then an empty line; lines end with CRLF or LF",
	profiles: ["kii"],
	needs: ["requests"],
	async run(bench) {
		await comeAnew(bench);
		await settledSession(bench);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const requests = evidence.packets("in", "publish").filter(({ topic }) => topic?.startsWith("p/"));
		if (requests.length === 0) return notApplicable("the device made no requests over MQTT");
		for (const { packet, seq, topic } of requests) {
			const wrong = malformation(packet.payload);
			if (wrong !== undefined) return fail(`the request on ${topic} ${wrong}`, seq);
		}
		return pass(`${requests.length} requests were well-formed`, ...requests.map(({ seq }) => seq));
	},
};
