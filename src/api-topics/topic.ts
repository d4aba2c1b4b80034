export interface TopicOwner {
	readonly clientID: string;
	readonly appID: string;
}

/**
 * The HTTP path that the topic `p/{clientID}/thing-if/apps/{appID}/…` stands for, with its query if there is one
 * (Kii guide, "Sending requests over MQTT"). Taken over as it is, percent-encodings too, right or wrong; only the characters
 * that may not stand in a request target are encoded (RFC 3986, 3.3).
 * Undefined for another client's or app's topic, and for one with dot segments: a URL parser would resolve those after
 * the broker has compared the app.
 */
export function pathOfTopic(topic: string, { clientID, appID }: TopicOwner): string | undefined {
	if (!topic.startsWith(`p/${clientID}/thing-if/apps/${appID}/`)) return undefined;
	const path = topic.slice(`p/${clientID}`.length).replace(/[^\w.~!$&'()*+,;=:@/?%-]/gu, percentEncoded);
	return hasDotSegment(path) ? undefined : path;
}

function percentEncoded(character: string): string {
	// By way of a buffer, because encodeURIComponent throws on half a surrogate pair.
	return encodeURIComponent(Buffer.from(character).toString());
}

function hasDotSegment(path: string): boolean {
	const [segments = ""] = path.split("?", 1);
	return segments.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}
