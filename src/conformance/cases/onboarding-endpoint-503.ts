import { unavailableCase } from "../unavailable-case.ts";

export const onboardingEndpoint503 = unavailableCase("endpoint");
