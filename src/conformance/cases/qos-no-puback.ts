import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";
import { tryGoodCommand } from "../good-command.ts";

/** Milliseconds in which a device that waits for PUBACK would publish again. */
const watched = 10_000;

export const qosNoPuback: Case = {
	id: "qos-no-puback",
	group: "qos",
	title: "needs no PUBACK: the reply is all that it gets",
	clause: "Kii guide, MQTT protocol overview: PUBACK, PUBREC, PUBREL and PUBCOMP are unused",
	stimulus: `drops every acknowledgement to the device, has it connect anew, sends a command and waits ${watched / 1000} s`,
	rule: "no request is published again once it has been answered, and the connection stays",
	profiles: ["kii"],
	needs: ["requests"],
	async run(bench) {
		await bench.fault({ on: "puback", direction: "out", action: "drop" });
		await bench.fault({ on: "pubrec", direction: "out", action: "drop" });
		await comeAnew(bench);
		bench.mark("anew");
		await tryGoodCommand(bench);
		await bench.wait(watched);
		bench.mark("watched");
	},
	judge(evidence) {
		const requests = evidence.packets("in", "publish").filter(({ topic }) => topic?.startsWith("p/"));
		if (requests.length === 0) return notApplicable("the device made no requests over MQTT");
		const again = requests.find((request) => {
			const same = requests.find(
				(each) =>
					each.seq < request.seq &&
					each.connection === request.connection &&
					each.topic === request.topic &&
					each.packet.payload === request.packet.payload,
			);
			if (same === undefined) return false;
			return evidence
				.packets("out", "publish", same.seq)
				.some((reply) => reply.topic === same.topic && reply.seq < request.seq);
		});
		if (again !== undefined) return fail(`a request on ${again.topic} was published again behind its reply`, again.seq);
		return pass("each request was published once", ...requests.map(({ seq }) => seq));
	},
};
