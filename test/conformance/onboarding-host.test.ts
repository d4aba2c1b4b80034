import assert from "node:assert/strict";
import { test } from "node:test";
import { onboardingHost } from "../../src/conformance/cases/onboarding-host.ts";
import { Evidence } from "../../src/conformance/evidence.ts";

/** The verdict on a device that has connected to `reachedHost`, where the reply named `otherHost`. */
function verdict(transport: "tcp" | "tls", reachedHost: string, otherHost: string): string {
	const entries = [
		{ seq: 2, time: 2, kind: "connection", event: "open", connection: 1, reachedHost },
		{
			seq: 3,
			time: 3,
			kind: "mqtt",
			type: "connect",
			direction: "in",
			connection: 1,
			packet: { clientID: "topic" },
		},
	];
	const parts = { transport, entries, marks: [{ name: "started", time: 1, seq: 1 }], settings: { otherHost } };
	return onboardingHost.judge(
		new Evidence({ ...parts, profile: "kii", endedAt: 4 } as unknown as ConstructorParameters<typeof Evidence>[0]),
	).verdict;
}

test("a name is not asked for where an address is all that is seen", () => {
	assert.equal(verdict("tcp", "127.0.0.1", "localhost"), "not applicable");
	assert.equal(verdict("tcp", "127.0.0.1", "127.0.0.2"), "fail");
	assert.equal(verdict("tcp", "127.0.0.2", "127.0.0.2"), "pass");
	assert.equal(verdict("tls", "127.0.0.1", "localhost"), "fail");
});
