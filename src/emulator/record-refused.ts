import type { RefusedRequest } from "../api-topics/responder.ts";
import type { Recorder } from "../journal/recorder.ts";

/** Records a request over MQTT that never came to a route: the journal has it as a call all the same. */
export function recordRefused(journal: Recorder): (refused: RefusedRequest) => void {
	return ({ request, message, reply, violation }) => {
		const { appID, clientID, connectionNumber, listener, remoteAddress, topic } = request;
		journal.call({
			kind: "api",
			app: appID,
			client: clientID,
			connection: connectionNumber,
			listener,
			remoteAddress,
			topic,
			requestID: message.headers["x-kii-requestid"],
			method: "fault" in message ? "" : message.method,
			// Where it would have led cannot be told.
			path: topic,
			route: undefined,
			status: reply.status,
			requestHeaders: message.headers,
			requestBody: "fault" in message ? undefined : message.body,
			responseHeaders: reply.headers,
			responseBody: reply.body,
			durationMs: 0,
			violation,
		});
	};
}
