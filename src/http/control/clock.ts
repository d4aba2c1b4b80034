import { type TSchema, Type } from "typebox";
import { findKnownApp } from "../../core/app.ts";
import { invalidInput, KiiError } from "../../core/errors.ts";
import type { ClockControl, ClockState } from "../../core/ports.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { signalOf } from "./signal-of.ts";

const Query = Type.Object(
	{ app: Type.Optional(Type.String({ description: "The app whose clock it is; without it the emulator's own" })) },
	{ additionalProperties: false },
);
const Instant = Type.Union([Type.Number(), Type.String()], { description: "Unix milliseconds, or ISO 8601" });
const Nothing = Type.Union([Type.Object({}, { additionalProperties: false }), Type.Null()]);
const Freeze = Type.Union([Type.Object({ at: Type.Optional(Instant) }, { additionalProperties: false }), Type.Null()]);
const SetTo = Type.Object({ now: Instant }, { additionalProperties: false });
const Advance = Type.Object({ ms: Type.Number({ description: "Milliseconds" }) }, { additionalProperties: false });
const State = Type.Object({
	mode: Type.Union([Type.Literal("real"), Type.Literal("frozen")]),
	now: Type.Number({ description: "Unix milliseconds" }),
	iso: Type.String({ description: "The same in ISO 8601" }),
	offset: Type.Number({ description: "Milliseconds by which it is ahead of the system's time" }),
	pendingTimers: Type.Integer({ description: "Timers that are set" }),
	ranTimers: Type.Optional(
		Type.Integer({ description: "Timers that the call has run, or the one that moves it so far" }),
	),
	movingTo: Type.Optional(Type.Number({ description: "While a call moves the clock: to when, in Unix milliseconds" })),
});
const path = "/_emulator/clock";

/** `/_emulator/clock`: the time of the emulator, or of an app. A call answers when all that fell due is done. */
export function clockRoutes(app: Scope, { core, clock }: HttpDeps): void {
	async function controlOf(appID: string | undefined): Promise<ClockControl> {
		if (appID === undefined) return clock;
		await findKnownApp(core, appID);
		return clock.of(appID);
	}

	function schema<Body extends TSchema>(body: Body) {
		return { querystring: Query, body, response: { 200: State } };
	}

	app.get(
		path,
		{ schema: { querystring: Query, response: { 200: State } }, config: { call: "What time it is" } },
		async ({ query }) => (await controlOf(query.app)).state(),
	);
	app.delete(
		`${path}/advance`,
		{
			schema: { querystring: Query, response: { 200: State } },
			config: { call: "End the calls that move the clock, where they have come to" },
		},
		async ({ query }) => (await controlOf(query.app)).cancel(),
	);
	app.post(
		`${path}/freeze`,
		{ schema: schema(Freeze), config: { call: "Stop the clock, where it is or at a time" } },
		async ({ query, body }, reply) => {
			const control = await controlOf(query.app);
			return moved("at", () => control.freeze(body?.at, signalOf(reply)));
		},
	);
	app.post(
		`${path}/set`,
		{ schema: schema(SetTo), config: { call: "Set the clock; what falls due on the way runs" } },
		async ({ query, body }, reply) => {
			const control = await controlOf(query.app);
			return moved("now", () => control.set(body.now, signalOf(reply)));
		},
	);
	app.post(
		`${path}/advance`,
		{ schema: schema(Advance), config: { call: "Move the clock on; what falls due runs in order" } },
		async ({ query, body }, reply) => {
			const control = await controlOf(query.app);
			return moved("ms", () => control.advance(body.ms, signalOf(reply)));
		},
	);
	app.post(
		`${path}/resume`,
		{ schema: schema(Nothing), config: { call: "Have the clock go on from where it is" } },
		async ({ query }) => {
			const control = await controlOf(query.app);
			return moved("app", () => control.resume());
		},
	);
	app.post(
		`${path}/reset`,
		{ schema: schema(Nothing), config: { call: "Put the clock back to the system's time" } },
		async ({ query }) => {
			const control = await controlOf(query.app);
			return moved("app", () => control.reset());
		},
	);
}

/** @throws KiiError INVALID_INPUT_DATA for a time that cannot be; EMULATOR_CLOSING, OPERATION_NOT_ALLOWED after a reset */
async function moved(field: string, move: () => Promise<ClockState>): Promise<ClockState> {
	try {
		return await move();
	} catch (error) {
		if (error instanceof RangeError) throw invalidInput({ [field]: error.message });
		const { code, message } = error as { code?: unknown; message: string };
		if (code === "EMULATOR_CLOSING" || code === "OPERATION_NOT_ALLOWED") throw new KiiError(code, message);
		throw error;
	}
}
