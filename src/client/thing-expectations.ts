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
	/** `near`: what comes into question as a near miss, the best first. */
	const wait = async <E extends Entry>(
		wanted: string,
		match: Match,
		near: readonly Match[],
		options: ExpectOptions = {},
	) => (await waitFor(match, { wanted, near, ...options })) as E;
	const calls = (method: MatchValue, regex: string) => ({ kind: ["http", "api"], method, path: { regex } });
	return {
		async waitForOnboarding(vendorThingID, options) {
			const whose = vendorThingID === undefined ? "" : ` of ${vendorThingID}`;
			const onboardings = calls("POST", "/onboardings(\\?|$)");
			const body = vendorThingID === undefined ? {} : { requestBody: { vendorThingID } };
			const near = [{ ...onboardings, ...body }, onboardings];
			const entry = await wait<CallEntry>(
				`onboarding${whose}`,
				{ ...succeeded, ...onboardings, ...body },
				near,
				options,
			);
			const { thingID } = entry.responseBody as { thingID: string };
			return { thingID, vendorThingID: (entry.requestBody as { vendorThingID?: string }).vendorThingID, entry };
		},
		async waitForState(thingID, state, options) {
			const statesOf = (whose?: string) =>
				calls({ regex: "^(PUT|PATCH)$" }, `/targets/${thingPattern(whose)}/states(/|\\?|$)`);
			const body = state === undefined ? {} : { requestBody: state };
			const match = { ...succeeded, ...statesOf(thingID), ...body };
			const near = [statesOf(thingID), statesOf()];
			const entry = await wait<CallEntry>(`state of ${thingID ?? "a thing"}`, match, near, options);
			return { state: entry.requestBody, entry };
		},
		async waitForCommand(thingID, command = {}, options) {
			const commands = { kind: "push", json: { commandID: { exists: true }, actions: { exists: true } } };
			const target = thingID === undefined ? {} : { owner: `thing:${thingID}` };
			const match = { ...commands, ...target, json: { ...commands.json, ...command } };
			// Of one that was cut there is no JSON.
			const cut = { kind: "push", ...target, truncated: true };
			const near = [{ ...commands, ...target }, cut, commands];
			const entry = await wait<PushEntry>(`command for ${thingID ?? "a thing"}`, match, near, options);
			const { commandID, actions } = entry.json as { commandID: string; actions: unknown[] };
			return { commandID, actions, delivered: entry.delivered, entry };
		},
		async waitForActionResults(commandID, options) {
			const resultsOf = (id = "[^/]+") => calls("PUT", `/commands/${id}/action-results(\\?|$)`);
			const results = resultsOf(commandID && literal(commandID));
			const near = [results, resultsOf()];
			const wanted = `results of ${commandID ?? "a command"}`;
			const entry = await wait<CallEntry>(wanted, { ...succeeded, ...results }, near, options);
			const { actionResults } = entry.requestBody as { actionResults: unknown[] };
			const [, seen = ""] = /\/commands\/([^/]+)\/action-results/.exec(entry.path) ?? [];
			return { commandID: decodeURIComponent(seen), actionResults, entry };
		},
		waitForPush(owner, json, options) {
			const messages = { kind: "push", ...(owner === undefined ? {} : { owner }) };
			const match = { ...messages, ...(json === undefined ? {} : { json }) };
			return wait(`message to ${owner ?? "anybody"}`, match, [messages, { kind: "push" }], options);
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
