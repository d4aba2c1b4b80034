/** Who published an API request: an MQTT session, not yet a Kii principal. */
export interface MqttCaller {
	/** As sent in CONNECT: `anonymous` on the default broker's role, else the session's `mqttTopic`. */
	readonly clientID: string;
	readonly appID: string;
	/** True in the role of the default broker: the MQTT credentials act as the app's anonymous token. */
	readonly anonymous: boolean;
	/** The host name or address by which the client reached the broker. */
	readonly reachedHost: string;
	readonly remoteAddress: string;
	/** Of the request's app when it was published: void if it has changed since. */
	readonly epoch?: number | undefined;
	/** The connection it came on, by identity. */
	readonly connection: object;
	/** Number of the connection, from 1. */
	readonly connectionNumber?: number | undefined;
	readonly listener?: string | undefined;
	/** On which the request was published. */
	readonly topic: string;
	/** X-Kii-RequestID of the request. */
	readonly requestID?: string | undefined;
	/** The headers of the request as it was published, also those of a connection; names in lower case. */
	readonly sentHeaders?: Readonly<Record<string, string>>;
}

/** An API request taken out of an MQTT PUBLISH, in the shape of HTTP. */
export interface ApiCall {
	/** Upper-case verb. */
	readonly method: string;
	/** `/thing-if/apps/{appID}/…`, with its query if the topic had one. */
	readonly path: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	readonly caller: MqttCaller;
}

export interface ApiReply {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Empty when the reply has no body. */
	readonly body: string;
}

/**
 * Runs a call through the one route table. Never rejects: a failure is a reply of status 500. Undefined is no answer, on
 * purpose.
 */
export type Dispatch = (call: ApiCall) => Promise<ApiReply | undefined>;
