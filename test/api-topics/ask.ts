import type { ApiCall, ApiReply } from "../../src/api-topics/dispatch.ts";
import { createResponder, type TopicRequest } from "../../src/api-topics/responder.ts";
import { createActivity } from "../../src/system/activity.ts";

export const appID = "a1b2c3d4";
export const mqttTopic = "AbCdEfGhIjKlMnOpQrStUvW";

export interface LogLine {
	readonly level: string;
	readonly bindings: Readonly<Record<string, unknown>>;
	readonly message: string;
}

export interface Asked {
	readonly replies: readonly string[];
	/** What reached the routes. */
	readonly calls: readonly ApiCall[];
	readonly log: readonly LogLine[];
}

export interface Question extends Partial<Omit<TopicRequest, "payload" | "reply">> {
	readonly payload: string | Uint8Array;
	/** Topic below `thing-if/apps/{appID}/`. */
	readonly tail?: string;
	dispatch?(call: ApiCall): Promise<ApiReply>;
}

export const ok: ApiReply = {
	status: 200,
	headers: { "content-type": "application/json;charset=UTF-8", date: "Thu, 01 Jan 2026 00:00:00 GMT" },
	body: '{"a":1}',
};

export function recordingLog() {
	const lines: LogLine[] = [];
	const at = (level: string) => (bindings: object, message: string) => {
		lines.push({ level, bindings: { ...bindings }, message });
	};
	return { lines, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

/** Publishes one request to a responder of its own, as the mqttTopic's session unless told otherwise. */
export async function ask({
	payload,
	tail = "targets/thing:th.1/states",
	dispatch,
	...rest
}: Question): Promise<Asked> {
	const replies: string[] = [];
	const calls: ApiCall[] = [];
	const { lines, log } = recordingLog();
	const responder = createResponder({
		activity: createActivity(),
		log,
		dispatch: async (call) => {
			calls.push(call);
			return dispatch === undefined ? ok : dispatch(call);
		},
	});
	const clientID = rest.clientID ?? mqttTopic;
	await responder.handle({
		clientID,
		appID,
		anonymous: false,
		reachedHost: "localhost",
		remoteAddress: "127.0.0.1",
		connection: {},
		topic: `p/${clientID}/thing-if/apps/${rest.appID ?? appID}/${tail}`,
		...rest,
		payload: typeof payload === "string" ? Buffer.from(payload) : payload,
		reply: (text) => replies.push(text),
	});
	return { replies, calls, log: lines };
}
