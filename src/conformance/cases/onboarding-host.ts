import { type Case, fail, notApplicable, pass } from "../case.ts";
import { onboardAnew } from "../onboard-anew.ts";

const isAddress = (host = "") => /^[\d.]+$|:/.test(host);

export const onboardingHost: Case = {
	id: "onboarding-host",
	group: "onboarding",
	title: "takes the host of its broker from the reply, not from its source",
	clause: "Kii guide, MQTT connection: mqttEndpoint.host",
	stimulus: "starts the device anew and names another host of the emulator in the onboarding reply",
	rule: "the device connects to the host that the reply names",
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		const { otherHost } = bench.settings;
		if (otherHost === undefined) return;
		await bench.advertise({ host: otherHost });
		await onboardAnew(bench);
		await bench.advertise({});
		await bench.restart();
	},
	judge(evidence) {
		const { otherHost } = evidence.settings;
		if (otherHost === undefined) return notApplicable("no other host of the emulator was named");
		const { seq } = evidence.mark("started");
		const connect = evidence
			.packets("in", "connect", seq)
			.find(({ packet }) => packet.clientID !== "anonymous" && packet.clientID !== undefined);
		const open = evidence.find({ kind: "connection", event: "open", connection: connect?.connection ?? 0 }, seq);
		if (open?.kind !== "connection") return fail("the device did not connect to the broker of its endpoint");
		if (open.reachedHost === otherHost) return pass(`the device connected to ${otherHost}`, open.seq);
		// Nothing on a TCP connection tells by which name its address was found.
		if (evidence.transport === "tcp" && isAddress(open.reachedHost) && !isAddress(otherHost))
			return notApplicable(`over TCP an address is all that is seen: name one, and not ${otherHost}`);
		return fail(`the device connected to ${open.reachedHost}, where the reply named ${otherHost}`, open.seq);
	},
};
