import { unavailableCase } from "../unavailable-case.ts";

export const onboarding503 = unavailableCase("onboarding");
