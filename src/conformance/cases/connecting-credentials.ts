import { attempts, connackOf } from "../attempts.ts";
import { type Case, fail, pass } from "../case.ts";
import { clientIDs, comeAnew } from "../come-anew.ts";

const reasons: Readonly<Record<number, string>> = {
	2: "its client ID is not the mqttTopic of an endpoint",
	4: "user name or password is not that of the endpoint",
	5: "the credentials are not those of this client ID",
};

export const connectingCredentials: Case = {
	id: "connecting-credentials",
	group: "connecting",
	title: "connects with client ID, user name and password of its endpoint",
	clause: "Kii guide, MQTT endpoint: client ID is mqttTopic; username and password are those of the reply",
	stimulus: "has the device connect anew",
	rule: "no CONNECT but those for onboarding is refused for its client ID, user name or password",
	profiles: ["kii"],
	run: comeAnew,
	judge(evidence) {
		const { before, now } = clientIDs(evidence);
		for (const attempt of attempts(evidence)) {
			const connack = connackOf(evidence, attempt);
			const returnCode = connack?.fault === undefined ? (connack?.packet.returnCode ?? 0) : 0;
			const reason = reasons[returnCode];
			// An endpoint of before may have run out meanwhile: to try it first is all right.
			const { clientID } = attempt.packet;
			const mayHaveExpired = clientID !== undefined && clientID === before && before !== now;
			if (reason === undefined || connack === undefined || mayHaveExpired) continue;
			const text = `CONNECT as "${clientID}" was refused with ${returnCode}: ${reason}`;
			return fail(text, attempt.seq, connack.seq);
		}
		const [last] = attempts(evidence).toReversed();
		if (now === undefined || last === undefined)
			return fail("the device was never let in", ...(last ? [last.seq] : []));
		return pass(`connected as "${now}", the mqttTopic of its endpoint`, last.seq);
	},
};
