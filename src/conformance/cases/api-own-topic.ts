import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";
import { settledSession, tryGoodCommand } from "../good-command.ts";

export const apiOwnTopic: Case = {
	id: "api-own-topic",
	group: "api",
	title: "makes its requests on topics of its own",
	clause: "Kii guide, API over MQTT: the topic is p/{client ID}/thing-if/apps/{appID}/ and the path",
	stimulus: "has the device connect anew, so that it says what it has to say, and sends a command",
	rule: "every PUBLISH of the device is on a topic below p/{its client ID}/thing-if/apps/{its app}/",
	profiles: ["kii"],
	needs: ["requests"],
	async run(bench) {
		await comeAnew(bench);
		await settledSession(bench);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const published = evidence.packets("in", "publish");
		if (published.length === 0) return notApplicable("the device made no requests over MQTT");
		for (const { topic = "", client, app, seq } of published) {
			const own = `p/${client}/thing-if/apps/${app}/`;
			if (!topic.startsWith(own)) return fail(`the device published on ${topic}, which is not below ${own}`, seq);
		}
		return pass(`${published.length} requests were on the device's own topics`, ...published.map(({ seq }) => seq));
	},
};
