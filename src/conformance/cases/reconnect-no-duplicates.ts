import { type Case, fail, notApplicable, pass } from "../case.ts";
import { madeUpCommand } from "../made-up-command.ts";
import { reportsOf } from "../reports-of.ts";
import { steadySession } from "../steady-session.ts";

/** Milliseconds in which a device may report a result. */
const watched = 10_000;

export const reconnectNoDuplicates: Case = {
	id: "reconnect-no-duplicates",
	group: "reconnect",
	title: "does not run a command again when it has been away",
	clause: "Kii guide, commands: a device tells a command by its commandID",
	stimulus:
		"sends a command, and its push twice; closes the connection, and sends the push once more when the device is back",
	rule: "no result is reported on the new connection",
	profiles: ["kii"],
	needs: ["commands", "reconnects"],
	async run(bench) {
		await steadySession(bench);
		const commandID = await bench.command();
		bench.mark(`asked ${commandID}`);
		await bench.wait(watched);
		await bench.push(madeUpCommand(commandID, bench.settings));
		await bench.wait(watched);
		bench.mark("lost");
		const after = bench.position();
		bench.disconnect();
		await bench.sessionAfter(after);
		await bench.wait(watched);
		await bench.push(madeUpCommand(commandID, bench.settings));
		await bench.wait(watched);
	},
	judge(evidence) {
		const { seq: lost } = evidence.mark("lost");
		const reports = reportsOf(evidence, "asked");
		const before = reports.filter(({ seq }) => seq <= lost);
		if (before.length === 0) return notApplicable("the device reported no result: see the cases of commands");
		if (before.length > 1) return notApplicable("the device does not know a command again: see qos-duplicate-command");
		const again = reports.filter(({ seq }) => seq > lost);
		const seen = reports.map(({ seq }) => seq);
		if (again.length > 0) return fail("the command was run again on the new connection", ...seen);
		return pass("the command was run once", ...seen);
	},
};
