/** What fits each field by itself, but not together. */
export function contradictions(rule: Readonly<Record<string, unknown>>, isPacket: boolean): Record<string, string> {
	const { on, action, direction, topic, what, client, transport } = rule;
	if (isPacket) {
		if (action === "refuse" && on !== "connect") return { on: "must be connect for the action refuse" };
		if (action === "refuse" && direction === "out") return { direction: "must be in for the action refuse" };
		const way = wrongWay(on, direction);
		if (way !== undefined) return { direction: way };
		if (topic !== undefined && on !== "publish") return { topic: "is for publish only" };
		if (what !== undefined && (on !== "publish" || direction === "in"))
			return { what: "is for publish to a client only" };
		const elsewhere = wrongTopic(topic, what);
		if (elsewhere !== undefined) return { topic: elsewhere };
	}
	if (on === "api") {
		if (client !== undefined && transport === "http") return { client: "is for calls over MQTT only" };
		const { status, errorCode } = rule;
		if (action === "respond" && status === undefined && errorCode === undefined) {
			return { status: "is required by the action respond, or else errorCode" };
		}
		if (status === 204 || status === 205 || status === 304) {
			const needsBody = ["body", "errorCode", "message"].filter((field) => rule[field] !== undefined);
			return Object.fromEntries(needsBody.map((field) => [field, `is not for status ${status}, which has no body`]));
		}
	}
	return {};
}

/** Packets that go one way only (MQTT 3.1.1, table 2.1). */
const fromClient: readonly unknown[] = ["connect", "subscribe", "unsubscribe", "pingreq", "disconnect"];
const fromServer: readonly unknown[] = ["connack", "suback", "unsuback", "pingresp"];

function wrongWay(on: unknown, direction: unknown): string | undefined {
	if (direction === "out" && fromClient.includes(on))
		return `must be in: a server never sends ${on}, it would never hit`;
	if (direction === "in" && fromServer.includes(on))
		return `must be out: a client never sends ${on}, it would never hit`;
	if (direction === "out" && on === "pubrel")
		return "must be in: what the broker sends has QoS 0, so it never sends pubrel, it would never hit";
	return undefined;
}

/** Answers go to `p/{clientID}/…`, pushes to the topic of an endpoint, which is a level by itself. */
function wrongTopic(topic: unknown, what: unknown): string | undefined {
	if (typeof topic !== "string" || what === undefined) return undefined;
	const [first, ...rest] = topic.split("/");
	if (what === "reply" && !(first === "#" || (rest.length > 0 && (first === "p" || first === "+"))))
		return "must begin with p/: to such topics only answers of the API go, it would never hit";
	if (what === "push" && first === "p" && rest.length > 0)
		return "must not begin with p/: to such topics only answers of the API go, it would never hit";
	return undefined;
}
