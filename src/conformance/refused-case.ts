import { attempts, inSeconds, leastPause, pausesBetween } from "./attempts.ts";
import { type Case, fail, notApplicable, pass, warn } from "./case.ts";
import { steadySession } from "./steady-session.ts";
import { untilAccepted } from "./until-accepted.ts";

/** CONNECTs that are refused one after the other. */
const refusals = 3;
const serverUnavailable = 3;
/** The codes behind which new credentials may help, and which a device may answer by asking for them at once. */
const ofCredentials = [2, 4, 5];

/** The case of a return code of CONNACK (MQTT 3.1.1, table 3.1). */
export function refusedCase(code: number, meaning: string): Case {
	return {
		id: `connecting-refused-${code}`,
		group: "connecting",
		title: `takes return code ${code} (${meaning}) without hammering`,
		clause: "[MQTT-3.2.2-5], MQTT 3.1.1, table 3.1",
		stimulus: `closes the connection, and refuses the next ${refusals} CONNECTs with ${code}`,
		rule: `a second at least passes between a refusal and the next CONNECT with the same credentials${
			code === serverUnavailable ? ", and the device comes back" : "; that it does not come back is a warning"
		}`,
		profiles: ["kii", "mqtt311", "aws"],
		needs: ["reconnects"],
		async run(bench) {
			const { mqttTopic } = await steadySession(bench);
			const began = bench.position();
			await bench.fault({
				on: "connect",
				direction: "in",
				action: "refuse",
				returnCode: code,
				client: mqttTopic,
				times: refusals,
			});
			bench.mark("refusing");
			bench.disconnect();
			if (await untilAccepted(bench, began)) bench.mark("back");
		},
		judge(evidence) {
			const connects = attempts(evidence, evidence.mark("refusing").seq);
			const refused = connects.filter(({ fault }) => fault?.action === "refuse");
			const [first] = refused;
			if (first === undefined) return notApplicable("the device did not connect again: there was nothing to refuse");
			const seen = connects.map(({ seq }) => seq);
			const pauses = pausesBetween(evidence, connects);
			const isSame = (index: number) => connects[index]?.packet.clientID === connects[index + 1]?.packet.clientID;
			// With new credentials it may come at once.
			const hasty = pauses.filter((pause, index) => pause < leastPause && isSame(index));
			if (hasty.length > 0)
				return fail(`came again ${inSeconds(hasty)} behind a refusal, with the same credentials`, ...seen);
			const isBack = evidence.marks.some(({ name }) => name === "back");
			const waited = pauses.length === 0 ? "" : `, after ${inSeconds(pauses)}`;
			if (isBack) return pass(`came again${waited}`, ...seen);
			if (code === serverUnavailable)
				return fail("did not come again, though the server may be back at any time", ...seen);
			const advice = ofCredentials.includes(code) ? "a new endpoint would have helped" : "it must be started by hand";
			return warn(`was refused with ${code}, and did not hammer`, [`did not come again: ${advice}`], ...seen);
		},
	};
}
