import { invalidInput } from "../errors.ts";
import { isObject } from "../is-object.ts";
import { type PushNetworks, parsePushNetworks } from "./push-message-networks.ts";

/** Which of Kii's own fields go along, and to whom, with what holds when a request does not say. */
const flagDefaults = {
	sendToDevelopment: true,
	sendToProduction: true,
	sendAppID: false,
	sendSender: true,
	// Documented as off, but a recorded message whose sender set nothing has it (evidence S1).
	sendWhen: true,
	sendOrigin: false,
	sendObjectScope: true,
	sendTopicID: true,
};

type PushFlag = keyof typeof flagDefaults;

/** A message as it is sent to a topic, a user or a thing. */
export interface PushMessage {
	/** What every network gets. */
	readonly data: Readonly<Record<string, unknown>>;
	readonly pushMessageType?: string | undefined;
	readonly flags: Readonly<Record<PushFlag, boolean>>;
	readonly networks: PushNetworks;
}

/**
 * The body of a `SendPushMessageRequest` (REST reference, "Push Messages"). Unknown keys are ignored, `null` counts as
 * missing, and a network without `enabled` gets nothing: documented as a fault, but left out by a known client.
 * @throws KiiError INVALID_INPUT_DATA
 */
export function parsePushMessage(body: unknown): PushMessage {
	if (!isObject(body)) throw invalidInput({ body: "must be a JSON object" });
	const faults: Record<string, string> = {};
	const { pushMessageType, data } = body;
	if (!isMissing(pushMessageType) && typeof pushMessageType !== "string") faults.pushMessageType = "must be a string";
	if (!isMissing(data) && !isFlat(data)) {
		faults.data = "must be an object of strings, numbers, booleans and nulls";
	}
	const message: PushMessage = {
		data: isObject(data) ? data : {},
		pushMessageType: typeof pushMessageType === "string" ? pushMessageType : undefined,
		flags: parseFlags(body, faults),
		networks: parsePushNetworks(body, faults),
	};
	if (Object.keys(faults).length > 0) throw invalidInput(faults);
	return message;
}

function parseFlags(body: Readonly<Record<string, unknown>>, faults: Record<string, string>): PushMessage["flags"] {
	const flags: Record<PushFlag, boolean> = { ...flagDefaults };
	for (const name of Object.keys(flagDefaults) as PushFlag[]) {
		const value = body[name];
		if (typeof value === "boolean") flags[name] = value;
		else if (!isMissing(value)) faults[name] = "must be true or false";
	}
	return flags;
}

/** A JSON object without objects and arrays in it. */
export function isFlat(value: unknown): boolean {
	return isObject(value) && Object.values(value).every((each) => typeof each !== "object" || each === null);
}

export function isMissing(value: unknown): value is undefined | null {
	return value === undefined || value === null;
}
