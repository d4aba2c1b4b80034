import type { CoreSettings } from "../../../src/core/context.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { putState } from "../../../src/core/thing-if/state.ts";
import { callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

export interface ThingWorld {
	readonly core: TestCore;
	readonly owner: Caller;
	readonly issuer: string;
	readonly thing: Caller;
	readonly thingID: string;
	readonly target: string;
	readonly mqttTopic: string;
	/** Registers a state as the thing, by trait alias when all its values are objects. */
	put(state: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A core with a user and a connected thing of that user. */
export async function withThing(
	settings: Partial<CoreSettings> = {},
	onboarding: { readonly dataGroupingInterval?: string } = {},
): Promise<ThingWorld> {
	const core = await createTestCore(settings);
	const { userID, caller: owner } = await newOwner(core);
	const issuer = `user:${userID}`;
	return { core, owner, issuer, ...(await anotherThing(core, owner, issuer, "v1", onboarding)) };
}

/** One more connected thing of the owner. */
export async function anotherThing(
	core: TestCore,
	owner: Caller,
	issuer: string,
	vendorThingID: string,
	onboarding: { readonly dataGroupingInterval?: string } = {},
): Promise<Pick<ThingWorld, "thing" | "thingID" | "target" | "mqttTopic" | "put">> {
	const request = { vendorThingID, thingPassword: "pw", owner: issuer, ...onboarding };
	const { thingID, mqttEndpoint } = await onboard(core, owner, request);
	core.listening.add(mqttEndpoint.mqttTopic);
	const thing = await callerOf(core, { kind: "thing", thingID });
	const target = `thing:${thingID}`;
	return {
		thing,
		thingID,
		target,
		mqttTopic: mqttEndpoint.mqttTopic,
		async put(state) {
			const byAlias = Object.values(state).every((fields) => typeof fields === "object");
			await putState(core, thing, target, state, byAlias ? "trait" : "flat");
		},
	};
}
