import { attempts } from "../attempts.ts";
import { type Case, fail, pass } from "../case.ts";
import { startAnew } from "../onboard-anew.ts";

export const onboardingPort: Case = {
	id: "onboarding-port",
	group: "onboarding",
	title: "takes the port of its broker from the reply, not from its source",
	clause: "Kii guide, MQTT connection: mqttEndpoint.portTCP, portSSL, portWS and portWSS",
	stimulus: "opens another port of the broker, names it in the onboarding reply, and starts the device anew",
	rule: "the device connects to the port that the reply names",
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		const port = await bench.otherPort();
		bench.mark(`port ${port}`);
		await bench.advertise({ port });
		await startAnew(bench);
		await bench.advertise({});
		await bench.restart();
	},
	judge(evidence) {
		const port = Number(evidence.marks.find(({ name }) => name.startsWith("port "))?.name.split(" ")[1]);
		const until = evidence.mark("ended").seq;
		const [connect] = attempts(evidence, evidence.mark("started").seq).filter(({ seq }) => seq <= until);
		if (connect === undefined) return fail("the device did not connect to the broker of its endpoint");
		const open = evidence.find({ kind: "connection", event: "open", connection: connect.connection ?? 0 });
		if (open?.kind !== "connection")
			return fail("the device did not connect to the broker of its endpoint", connect.seq);
		if (open.reachedPort === port) return pass(`the device connected to port ${port}`, open.seq);
		return fail(`the device connected to port ${open.reachedPort}, where the reply named ${port}`, open.seq);
	},
};
