import assert from "node:assert/strict";
import test from "node:test";
import { keepalivePing } from "../../src/conformance/cases/keepalive-ping.ts";
import { judgeVirtually } from "./virtual-lab.ts";

test("a good device passes", async (t) => {
	const [result] = await judgeVirtually(t, [keepalivePing]);
	assert.equal(result?.judgement.verdict, "pass", result?.judgement.reason);
});

test("a device that does not ping fails", async (t) => {
	const [result] = await judgeVirtually(t, [keepalivePing], { flaws: new Set(["keepalive-ping"]) });
	assert.equal(result?.judgement.verdict, "fail", result?.judgement.reason);
});
