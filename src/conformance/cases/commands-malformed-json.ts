import { type Case, pass } from "../case.ts";
import { settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";

/** Milliseconds in which the device may trip over it. */
const pause = 2000;
/** Cut off, no JSON at all, nothing, and JSON that is no object. */
const payloads = ['{"commandID":"conformance-malformed","actions":[{"turn', "conformance", "", "null", "[]"];

export const commandsMalformedJson: Case = {
	id: "commands-malformed-json",
	group: "commands",
	title: "survives pushes that are no JSON, or not the JSON that it expects",
	clause: "Kii guide, push notification over MQTT: a payload is JSON",
	stimulus: `pushes ${payloads.map((payload) => `\`${payload}\``).join(", ")}, then sends a command that the device knows`,
	rule: "the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		for (const payload of payloads) await bench.push(payload);
		await bench.wait(pause);
		await tryGoodCommand(bench);
	},
	judge: (evidence) => whyNotWorking(evidence) ?? pass("the device works after malformed pushes"),
};
