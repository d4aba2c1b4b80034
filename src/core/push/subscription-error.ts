import { KiiError } from "../errors.ts";
import type { TypedID } from "../typed-id.ts";
import { subscriberSubject } from "./subscriber.ts";

/** 409; `context` tells of the topic or bucket (REST reference, "Subscribed user"). */
export function subscriptionAlreadyExists(subscriber: TypedID, context: Readonly<Record<string, unknown>>): KiiError {
	const subject = subscriberSubject(subscriber);
	const message = `${subject} has subscribed already`;
	return new KiiError("PUSH_SUBSCRIPTION_ALREADY_EXISTS", message, { ...context, subject });
}

/** 404; `context` tells of the topic or bucket. */
export function subscriptionNotFound(subscriber: TypedID, context: Readonly<Record<string, unknown>>): KiiError {
	const subject = subscriberSubject(subscriber);
	return new KiiError("PUSH_SUBSCRIPTION_NOT_FOUND", `${subject} has not subscribed`, { ...context, subject });
}
