import assert from "node:assert/strict";
import { test } from "node:test";
import type { Core } from "../../src/core/context.ts";
import type { ServerCodeRun } from "../../src/core/ports.ts";
import type { Caller } from "../../src/core/principal.ts";
import { invokeServerCode, runServerCode } from "../../src/core/server-code.ts";
import {
	deleteServerCode,
	deployServerCode,
	getCurrentServerCode,
	getServerCode,
	listServerCode,
	putCurrentServerCode,
	resetCurrentServerCode,
} from "../../src/core/server-code-version.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../helpers/core.ts";

interface World {
	readonly core: TestCore & Core;
	readonly admin: Caller;
	readonly runs: ServerCodeRun[];
}

/** A core whose runner takes down what it is asked to run. */
async function createWorld(): Promise<World> {
	const testCore = await createTestCore();
	const runs: ServerCodeRun[] = [];
	const core: TestCore = {
		...testCore,
		serverCode: {
			async run(run) {
				runs.push(run);
				return { ok: true, returnedValue: run.params, steps: 1 };
			},
			check: async (source) => (source.includes("(") ? undefined : "Unexpected end of input"),
			close: async () => {},
		},
	};
	return { core, runs, admin: await callerOf(core, { kind: "admin" }) };
}

const fails = (errorCode: string) => (error: unknown) => (error as { errorCode?: string }).errorCode === errorCode;

test("versions are listed in the order of their deployment, none of them current by itself", async () => {
	const { core, admin } = await createWorld();
	const { versionID: first } = await deployServerCode(core, admin, "function first() {}");
	const { versionID: second } = await deployServerCode(core, admin, "function second() {}");
	assert.match(first, /^[a-z0-9]{25}$/);
	await assert.rejects(getCurrentServerCode(core, admin), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	await putCurrentServerCode(core, admin, second);
	const now = core.clock.now();
	const shared = { createdAt: now, modifiedAt: now, environmentVersion: "0" };
	assert.deepEqual(await listServerCode(core, admin), {
		versions: [
			{ ...shared, versionID: first, current: false },
			{ ...shared, versionID: second, current: true },
		],
	});
	assert.equal(await getCurrentServerCode(core, admin), second);
	assert.equal(await getServerCode(core, admin, first), "function first() {}");
	assert.equal(await getServerCode(core, admin, "current"), "function second() {}");
});

test("after a reset, or the end of the current version, there is none", async () => {
	const { core, admin } = await createWorld();
	const { versionID } = await deployServerCode(core, admin, "function f() {}");
	for (const end of [() => resetCurrentServerCode(core, admin), () => deleteServerCode(core, admin, versionID)]) {
		await putCurrentServerCode(core, admin, versionID);
		await end();
		await assert.rejects(getCurrentServerCode(core, admin), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	}
	await assert.rejects(getServerCode(core, admin, versionID), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	await assert.rejects(deleteServerCode(core, admin, versionID), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	assert.deepEqual(await listServerCode(core, admin), { versions: [] });
});

test("deleting another version leaves the current one", async () => {
	const { core, admin } = await createWorld();
	const { versionID: first } = await deployServerCode(core, admin, "function f() {}");
	const { versionID: second } = await deployServerCode(core, admin, "function f() {}");
	await putCurrentServerCode(core, admin, second);
	await deleteServerCode(core, admin, first);
	assert.equal(await getCurrentServerCode(core, admin), second);
});

test("what does not compile is not deployed", async () => {
	const { core, admin } = await createWorld();
	for (const source of ["", " \n", "function"]) {
		await assert.rejects(deployServerCode(core, admin, source), fails("SERVER_CODE_VERIFICATION_ERROR"));
	}
	assert.deepEqual(await listServerCode(core, admin), { versions: [] });
});

test("only a version that exists can become the current one", async () => {
	const { core, admin } = await createWorld();
	for (const version of ["none", "current"]) {
		await assert.rejects(putCurrentServerCode(core, admin, version), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	}
	await assert.rejects(putCurrentServerCode(core, admin, ""), fails("INVALID_INPUT_DATA"));
});

test("versions are the administrator's business", async () => {
	const { core, admin } = await createWorld();
	const { versionID } = await deployServerCode(core, admin, "function f() {}");
	const { caller: user } = await newOwner(core);
	for (const caller of [user, anonymous]) {
		for (const call of [
			() => deployServerCode(core, caller, "function g() {}"),
			() => listServerCode(core, caller),
			() => getServerCode(core, caller, versionID),
			() => deleteServerCode(core, caller, versionID),
			() => getCurrentServerCode(core, caller),
			() => putCurrentServerCode(core, caller, versionID),
			() => resetCurrentServerCode(core, caller),
		]) {
			await assert.rejects(call(), fails("UNAUTHORIZED"));
		}
	}
});

test("a call runs the version that it names, in the name of its caller", async () => {
	const { core, admin, runs } = await createWorld();
	const { versionID: first } = await deployServerCode(core, admin, "function first() {}");
	const { versionID: second } = await deployServerCode(core, admin, "function second() {}");
	await putCurrentServerCode(core, admin, second);
	await invokeServerCode(core, appID, first, "main", { n: 1 }, "token");
	const outcome = await invokeServerCode(core, appID, "current", "main", {}, undefined);
	assert.deepEqual(outcome, { ok: true, returnedValue: {}, steps: 1 });
	const context = { appID, appKey: "emulator-key" };
	assert.deepEqual(runs, [
		{
			source: "function first() {}",
			endpoint: "main",
			params: { n: 1 },
			context: { ...context, accessToken: "token" },
		},
		{ source: "function second() {}", endpoint: "main", params: {}, context: { ...context, accessToken: undefined } },
	]);
});

test("a call may name the environment version", async () => {
	const { core, admin } = await createWorld();
	const { versionID } = await deployServerCode(core, admin, "function f() {}");
	const { environmentVersion } = await runServerCode(core, appID, versionID, "f", {}, undefined);
	assert.equal(environmentVersion, "0");
	const named = await runServerCode(core, appID, versionID, "f", {}, undefined, "6");
	assert.equal(named.environmentVersion, "6");
});

test("a call of nothing, by no name, or with too much, is refused", async () => {
	const { core, admin, runs } = await createWorld();
	const call = (version: string, endpoint: string, params = {}) =>
		invokeServerCode(core, appID, version, endpoint, params, undefined);
	await assert.rejects(call("current", "main"), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	await assert.rejects(call("none", "main"), fails("SERVER_CODE_VERSION_NOT_FOUND"));
	const { versionID } = await deployServerCode(core, admin, "function f() {}");
	for (const endpoint of ["1a", "a-b", "a.b", "a b", "ä", ""]) {
		await assert.rejects(call(versionID, endpoint), fails("INVALID_INPUT_DATA"));
	}
	await assert.rejects(call(versionID, "f", { text: "ä".repeat(51_200) }), fails("INVALID_INPUT_DATA"));
	assert.deepEqual(runs, []);
});
