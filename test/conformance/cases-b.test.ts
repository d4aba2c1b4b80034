import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { onboardingWays } from "./device/onboard.ts";
import { expectFoundAlone, expectGood } from "./expect-verdicts.ts";

for (const onboardOver of onboardingWays)
	test(`a good device that onboards over ${onboardOver} passes`, (t) => expectGood(t, "tcp", onboardOver));

for (const { id } of allCases.filter(({ group }) => ["onboarding", "api", "commands"].includes(group)))
	test(`a device with the flaw ${id} is found by that case of all, and by no other`, (t) =>
		expectFoundAlone(t, "tcp", id));
