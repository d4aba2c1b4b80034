import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureApp, wellKnownApp } from "../../../src/core/app.ts";
import type { ServerCodeOutcome, ServerCodeRun } from "../../../src/core/ports.ts";
import { addServerCode, setCurrentServerCode } from "../../../src/core/server-code-version.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { createTrigger, deleteTrigger, listServerCodeResults } from "../../../src/core/thing-if/trigger.ts";
import { issueToken } from "../../../src/core/token.ts";
import { registerUser } from "../../../src/core/user.ts";
import { appID, type TestCore } from "../../helpers/core.ts";
import { withThing } from "./with-thing.ts";

const whenOn = {
	eventSource: "STATES",
	condition: { type: "eq", field: "power", value: true },
	triggersWhen: "CONDITION_TRUE",
};

/** A thing with a trigger whose server code is what `run` says. */
async function withServerCode(
	run: (run: ServerCodeRun, core: TestCore) => Promise<ServerCodeOutcome>,
	predicate: object = whenOn,
) {
	const world = await withThing();
	const warnings: string[] = [];
	const core: TestCore = {
		...world.core,
		log: { ...world.core.log, warn: (_, message) => void warnings.push(message) },
		serverCode: { run: (given) => run(given, core), check: async () => undefined, close: async () => {} },
	};
	const { owner, thing, target } = world;
	const serverCode = { endpoint: "onPower", executorAccessToken: "token", parameters: { a: 1 } };
	const { triggerID } = await createTrigger(core, owner, target, {
		predicate,
		triggersWhat: "SERVER_CODE",
		serverCode,
	});
	return {
		...world,
		core,
		warnings,
		triggerID,
		deploy: async (source: string) => {
			await setCurrentServerCode(core, appID, (await addServerCode(core, appID, source)).versionID);
		},
		put: (state: object) => putState(core, thing, target, state, "flat"),
		results: async (request: object = {}) => listServerCodeResults(core, owner, target, triggerID, request),
	};
}

const ok = (returnedValue: unknown): ServerCodeOutcome => ({ ok: true, returnedValue, steps: 1 });

test("the current version runs with the parameters and the token of the trigger, and its result is kept", async () => {
	const runs: ServerCodeRun[] = [];
	const { core, deploy, put, results } = await withServerCode(async (run) => {
		runs.push(run);
		return ok(runs.length === 1 ? 200 : undefined);
	});
	await deploy("function onPower() {}");
	await put({ power: false });
	await put({ power: true });
	await put({ power: true });
	const context = { appID, appKey: "emulator-key", accessToken: "token" };
	const run = { source: "function onPower() {}", endpoint: "onPower", params: { a: 1 }, context };
	assert.deepEqual(runs, [run, run]);
	const executedAt = core.clock.now();
	assert.deepEqual(await results(), {
		triggerServerCodeResults: [
			{ succeeded: true, returnedValue: 200, executedAt, endpoint: "onPower" },
			{ succeeded: true, executedAt, endpoint: "onPower" },
		],
	});
});

test("a returned value that is too long is left out of its result, and logged", async () => {
	let returnedValue = "x".repeat(10_238);
	const { deploy, put, results, warnings } = await withServerCode(async () => ok(returnedValue));
	await deploy("function onPower() {}");
	await put({ power: true });
	returnedValue += "x";
	await put({ power: true });
	const kept = (await results()).triggerServerCodeResults;
	assert.deepEqual(
		kept.map((result) => "returnedValue" in result),
		[true, false],
	);
	assert.match(warnings.join(), /returned value of more than 10240 characters/);
});

test("code that fails gives a result with the error", async () => {
	const { core, deploy, put, results } = await withServerCode(async () => ({
		ok: false,
		errorCode: "RUNTIME_ERROR",
		message: "reference is not defined",
		steps: 1,
	}));
	await deploy("code");
	await put({ power: true });
	assert.deepEqual((await results()).triggerServerCodeResults, [
		{
			succeeded: false,
			executedAt: core.clock.now(),
			endpoint: "onPower",
			error: {
				errorMessage: "Error found while executing the developer-defined code",
				details: { errorCode: "RUNTIME_ERROR", message: "reference is not defined" },
			},
		},
	]);
});

test("the server code of another app runs for a token of that app only", async () => {
	const { core, owner, target, put } = await withServerCode(async () => ok("secret"));
	const other = { ...wellKnownApp, appID: "other", appKey: "other-key" };
	await ensureApp(core, other);
	await setCurrentServerCode(core, "other", (await addServerCode(core, "other", "function onPower() {}")).versionID);
	const { userID } = await registerUser(core, "other", { loginName: "ann" }, "1234");
	const { accessToken } = await issueToken(core, "other", { kind: "user", userID });
	const outcomes = [];
	const mine = owner.principal.kind === "user" ? owner.principal.accessToken : "";
	for (const token of [{}, { executorAccessToken: mine }, { executorAccessToken: accessToken }]) {
		const serverCode = { endpoint: "onPower", targetAppID: "other", ...token };
		const request = { predicate: whenOn, triggersWhat: "SERVER_CODE", serverCode };
		const { triggerID } = await createTrigger(core, owner, target, request);
		await put({ power: true });
		const { triggerServerCodeResults } = await listServerCodeResults(core, owner, target, triggerID, {});
		outcomes.push(triggerServerCodeResults[0]?.returnedValue ?? triggerServerCodeResults[0]?.error?.details.errorCode);
	}
	assert.deepEqual(outcomes, ["WRONG_TOKEN", "WRONG_TOKEN", "secret"]);
});

test("code that nobody has deployed gives a result with the error", async () => {
	const { put, results } = await withServerCode(async () => ok(1));
	await put({ power: true });
	const [result] = (await results()).triggerServerCodeResults;
	assert.equal(result?.succeeded, false);
	assert.equal(result?.error?.details.errorCode, "SERVER_CODE_VERSION_NOT_FOUND");
});

test("the state is answered when the code has run", async () => {
	let ended = false;
	const { deploy, put } = await withServerCode(async () => {
		for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
		ended = true;
		return ok(1);
	});
	await deploy("code");
	await put({ power: true });
	assert.equal(ended, true);
});

test("code that registers the state that fires it comes to an end, and is logged", async () => {
	let runs = 0;
	const { core, owner, thing, target, deploy, put, results, warnings } = await withServerCode(async (_, core) => {
		runs++;
		await putState(core, thing, target, { power: true }, "flat");
		return ok(runs);
	});
	await deploy("code");
	await put({ power: true });
	assert.equal(runs, 32);
	assert.match(warnings.join(), /trigger not fired: 32 runs/);
	assert.equal((await results()).triggerServerCodeResults.length, 32);
	assert.deepEqual(await getState(core, owner, target), { power: true });
	await put({ power: true });
	assert.equal(runs, 64);
});

test("code runs on a schedule, as the JavaScript SDK's live test has it", async () => {
	const { core, deploy, results } = await withServerCode(async () => ok(1), {
		eventSource: "SCHEDULE",
		schedule: "* * * * *",
	});
	await deploy("code");
	await core.clock.advance(150_000);
	assert.equal((await results()).triggerServerCodeResults.length, 2);
});

test("results come page by page, the last thousand, and go with their trigger", async () => {
	let runs = 0;
	const { core, owner, target, triggerID, deploy, put, results } = await withServerCode(async () => ok(++runs));
	await deploy("code");
	for (let count = 0; count < 1002; count++) await put({ power: true });
	const first = await results({ bestEffortLimit: "2" });
	assert.deepEqual(
		first.triggerServerCodeResults.map(({ returnedValue }) => returnedValue),
		[3, 4],
	);
	const next = await results({ bestEffortLimit: "2", paginationKey: first.nextPaginationKey });
	assert.equal(next.triggerServerCodeResults[0]?.returnedValue, 5);
	await deleteTrigger(core, owner, target, triggerID);
	assert.deepEqual(await core.store.list(`app/${appID}/trigger-result/${target.slice(6)}/${triggerID}`), []);
});
