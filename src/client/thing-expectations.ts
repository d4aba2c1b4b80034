import type { ApiEntry, Entry, HttpEntry, PushEntry } from "../journal/entry.ts";
import type { Match, MatchValue } from "../journal/match.ts";
import type { Expectations, ExpectOptions } from "./expectations.ts";

type CallEntry = HttpEntry | ApiEntry;

export interface SeenOnboarding {
	readonly thingID: string;
	readonly vendorThingID: string | undefined;
	readonly entry: CallEntry;
}

export interface SeenState {
	readonly state: unknown;
	readonly entry: CallEntry;
}

export interface SeenCommand {
	readonly commandID: string;
	readonly actions: readonly unknown[];
	/** Whether a connection got it. */
	readonly delivered: boolean;
	readonly entry: PushEntry;
}

export interface SeenActionResults {
	readonly commandID: string;
	readonly actionResults: readonly unknown[];
	readonly entry: CallEntry;
}

/** The same waits in Kii's words. A call counts when it succeeded, over HTTP or MQTT. */
export interface ThingExpectations {
	/** A thing introduced itself or was introduced. */
	waitForOnboarding(vendorThingID?: string, options?: ExpectOptions): Promise<SeenOnboarding>;
	/** A thing registered a state that has these fields. */
	waitForState(thingID?: string, state?: MatchValue, options?: ExpectOptions): Promise<SeenState>;
	/** A command left for a thing. `actions`: a list, of which each element matches, or the whole command's fields. */
	waitForCommand(
		thingID?: string,
		command?: { readonly [field: string]: MatchValue },
		options?: ExpectOptions,
	): Promise<SeenCommand>;
	/** A thing reported the results of a command. */
	waitForActionResults(commandID?: string, options?: ExpectOptions): Promise<SeenActionResults>;
	/** Any message pushed to a thing or user: `thing:…`, `user:…`. */
	waitForPush(owner?: string, json?: MatchValue, options?: ExpectOptions): Promise<PushEntry>;
}

const succeeded = { kind: ["http", "api"], status: { gte: 200, lt: 300 } } as const;

export function thingExpectations({ waitFor }: Expectations): ThingExpectations {
	const wait = async <E extends Entry>(wanted: string, match: Match, options?: ExpectOptions) =>
		(await waitFor(match, { wanted, ...options })) as E;
	return {
		async waitForOnboarding(vendorThingID, options) {
			const whose = vendorThingID === undefined ? "" : ` of ${vendorThingID}`;
			const match = {
				...succeeded,
				method: "POST",
				path: { regex: "/onboardings(\\?|$)" },
				...(vendorThingID === undefined ? {} : { requestBody: { vendorThingID } }),
			};
			const entry = await wait<CallEntry>(`onboarding${whose}`, match, options);
			const { thingID } = entry.responseBody as { thingID: string };
			return { thingID, vendorThingID: (entry.requestBody as { vendorThingID?: string }).vendorThingID, entry };
		},
		async waitForState(thingID, state, options) {
			const match = {
				...succeeded,
				method: { regex: "^(PUT|PATCH)$" },
				path: { regex: `/targets/${thingPattern(thingID)}/states(/|\\?|$)` },
				...(state === undefined ? {} : { requestBody: state }),
			};
			const entry = await wait<CallEntry>(`state of ${thingID ?? "a thing"}`, match, options);
			return { state: entry.requestBody, entry };
		},
		async waitForCommand(thingID, command = {}, options) {
			const match = {
				kind: "push",
				...(thingID === undefined ? {} : { owner: `thing:${thingID}` }),
				json: { commandID: { exists: true }, actions: { exists: true }, ...command },
			};
			const entry = await wait<PushEntry>(`command for ${thingID ?? "a thing"}`, match, options);
			const { commandID, actions } = entry.json as { commandID: string; actions: unknown[] };
			return { commandID, actions, delivered: entry.delivered, entry };
		},
		async waitForActionResults(commandID, options) {
			const id = commandID === undefined ? "[^/]+" : literal(commandID);
			const match = { ...succeeded, method: "PUT", path: { regex: `/commands/${id}/action-results(\\?|$)` } };
			const entry = await wait<CallEntry>(`results of ${commandID ?? "a command"}`, match, options);
			const { actionResults } = entry.requestBody as { actionResults: unknown[] };
			const [, seen = ""] = /\/commands\/([^/]+)\/action-results/.exec(entry.path) ?? [];
			return { commandID: decodeURIComponent(seen), actionResults, entry };
		},
		waitForPush(owner, json, options) {
			const match = {
				kind: "push",
				...(owner === undefined ? {} : { owner }),
				...(json === undefined ? {} : { json }),
			};
			return wait(`message to ${owner ?? "anybody"}`, match, options);
		},
	};
}

/** A colon in a path may be encoded. */
function thingPattern(thingID: string | undefined): string {
	return `(thing|THING)(:|%3[Aa])${thingID === undefined ? "[^/]+" : literal(thingID)}`;
}

function literal(text: string): string {
	return text.replace(/[^\w]/g, "\\$&");
}
