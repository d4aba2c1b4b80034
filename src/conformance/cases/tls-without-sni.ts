import { attempts } from "../attempts.ts";
import { type Case, fail, notApplicable, pass, warn } from "../case.ts";
import { startAnew } from "../onboard-anew.ts";

export const tlsWithoutSni: Case = {
	id: "tls-without-sni",
	group: "tls",
	title: "works without SNI: takes an IP address for a host, and does not name it",
	clause: "RFC 6066, 3: literal IPv4 and IPv6 addresses are not permitted in HostName",
	stimulus: "names an IP address of the emulator in the onboarding reply, and starts the device anew",
	rule: "the device connects to the address; a warning when it names it in SNI",
	profiles: ["kii"],
	transports: ["tls", "wss"],
	needs: ["onboards", "starts"],
	async run(bench) {
		const { address } = bench.settings;
		if (address === undefined) return;
		await bench.advertise({ host: address });
		await startAnew(bench);
		await bench.advertise({});
		await bench.restart();
	},
	judge(evidence) {
		const { address } = evidence.settings;
		if (address === undefined) return notApplicable("no IP address of the emulator is known");
		const { seq } = evidence.mark("started");
		const [connect] = attempts(evidence, seq).filter((each) => each.seq <= evidence.mark("ended").seq);
		if (connect === undefined) return fail(`the device did not connect to ${address}, which the reply named`);
		const { connection = 0 } = connect;
		const open = evidence.find({ kind: "connection", event: "open", connection });
		const name = open?.kind === "connection" ? open.tls?.serverName : undefined;
		if (name === undefined) return pass(`the device connected to ${address}`, connect.seq);
		if (name === address)
			return warn(`the device connected to ${address}`, ["it sent the address in SNI"], connect.seq);
		return notApplicable(`the device connected to ${name}, and not to ${address}: see onboarding-host`);
	},
};
