import { allCases } from "../../src/conformance/all-cases.ts";
import type { Transport } from "../../src/conformance/case.ts";
import { type OnboardOver, onboardingWays } from "./device/onboard.ts";

/** By which ways a device must onboard to be asked; a case that is not here is for all of them. */
const asked: Readonly<Record<string, readonly OnboardOver[]>> = {
	"onboarding-over-mqtt": ["mqtt"],
	"onboarding-leaves-first-broker": ["mqtt"],
	"onboarding-over-http": ["http", "installation"],
	"onboarding-endpoint-503": ["installation"],
};

/** A way to onboard by which a case is for the device. */
export const wayFor = (id: string): OnboardOver => asked[id]?.[0] ?? "mqtt";

/** The cases that are not for a device, be it good or wrong. */
export function notFor(transport: Transport, onboardOver: OnboardOver): readonly string[] {
	const isAsked = (id: string) => (asked[id] ?? onboardingWays).includes(onboardOver);
	return allCases
		.filter(({ id, transports }) => transports?.includes(transport) === false || !isAsked(id))
		.map(({ id }) => id);
}

/** What cannot be asked of a wrong device, by its flaw: other cases that are not applicable to it, and why. */
export const unjudged: Readonly<Record<string, { readonly because: string; readonly cases: readonly string[] }>> = {
	"reconnect-after-close": {
		because: "these close the connection, and see how it comes back: it does not",
		cases: [
			"connecting-waits-for-connack",
			"connecting-refused-1",
			"connecting-refused-2",
			"connecting-refused-3",
			"connecting-refused-4",
			"connecting-refused-5",
			"connecting-connack-withheld",
			"onboarding-ttl",
			"reconnect-resubscribes",
			"reconnect-back-off",
			"reconnect-jitter",
			"reconnect-waits",
			"reconnect-no-duplicates",
			"websocket-split-packets",
			"websocket-fragmented-frames",
			"websocket-close-codes",
		],
	},
	"keepalive-ping": {
		because: "these leave it idle for longer than its keepalive: the broker must end the connection meanwhile",
		cases: [
			"keepalive-idle",
			"keepalive-mute-broker",
			"reconnect-after-half-open",
			"api-reply-late",
			"api-reply-missing",
			"api-reply-4xx",
			"api-reply-5xx",
		],
	},
	"keepalive-mute-broker": {
		because: "it does not notice that its connection is dead, so that there is nothing to come back from",
		cases: ["reconnect-after-half-open"],
	},
	"reconnect-resubscribes": {
		because: "these push on the new connection, or see in its SUBSCRIBE that it has read CONNACK",
		cases: [
			"reconnect-no-duplicates",
			"websocket-split-packets",
			"websocket-fragmented-frames",
			"websocket-close-codes",
		],
	},
	"qos-duplicate-command": {
		because: "it runs a command again on any connection, new or not",
		cases: ["reconnect-no-duplicates"],
	},
	"api-reply-missing": {
		because: "it waits for a reply for ever, so that it makes one request at a time, whose replies have but one order",
		cases: ["api-reply-reordered"],
	},
};
