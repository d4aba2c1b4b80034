import { type Case, pass } from "../case.ts";
import { settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { madeUpCommand } from "../made-up-command.ts";

/** Milliseconds in which the device may trip over it. */
const pause = 2000;

export const commandsUnknownAlias: Case = {
	id: "commands-unknown-alias",
	group: "commands",
	title: "survives a command for a trait alias that it does not have",
	clause: "Kii guide, Thing-IF: commands of trait aliases",
	stimulus: "pushes a command for an unknown alias, then sends a command that the device knows",
	rule: "the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		const actions = [{ conformanceUnknownAlias: [{ conformanceUnknownAction: true }] }];
		await bench.push(madeUpCommand("conformance-unknown-alias", { ...bench.settings, actions }));
		await bench.wait(pause);
		await tryGoodCommand(bench);
	},
	judge: (evidence) => whyNotWorking(evidence) ?? pass("the device works after a command for an unknown alias"),
};
