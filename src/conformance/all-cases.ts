import type { Case } from "./case.ts";
import { apiOwnTopic } from "./cases/api-own-topic.ts";
import { apiReply4xx } from "./cases/api-reply-4xx.ts";
import { apiReply5xx } from "./cases/api-reply-5xx.ts";
import { apiReplyLarge } from "./cases/api-reply-large.ts";
import { apiReplyLate } from "./cases/api-reply-late.ts";
import { apiReplyMissing } from "./cases/api-reply-missing.ts";
import { apiReplyReordered } from "./cases/api-reply-reordered.ts";
import { apiRequestForm } from "./cases/api-request-form.ts";
import { apiRequestId } from "./cases/api-request-id.ts";
import { commandsLargestPush } from "./cases/commands-largest-push.ts";
import { commandsMalformedJson } from "./cases/commands-malformed-json.ts";
import { commandsNonAscii } from "./cases/commands-non-ascii.ts";
import { commandsResult } from "./cases/commands-result.ts";
import { commandsUnknownAction } from "./cases/commands-unknown-action.ts";
import { commandsUnknownAlias } from "./cases/commands-unknown-alias.ts";
import { commandsUnknownTopic } from "./cases/commands-unknown-topic.ts";
import { keepalivePing } from "./cases/keepalive-ping.ts";
import { onboarding503 } from "./cases/onboarding-503.ts";
import { onboardingHost } from "./cases/onboarding-host.ts";
import { onboardingLeavesFirstBroker } from "./cases/onboarding-leaves-first-broker.ts";
import { onboardingOverHttp } from "./cases/onboarding-over-http.ts";
import { onboardingOverMqtt } from "./cases/onboarding-over-mqtt.ts";
import { onboardingTtl } from "./cases/onboarding-ttl.ts";

/** Every case, in the order in which a device is taken through them: that of `groups`. */
export const allCases: readonly Case[] = [
	onboardingOverHttp,
	onboardingOverMqtt,
	onboardingLeavesFirstBroker,
	onboarding503,
	onboardingHost,
	onboardingTtl,
	keepalivePing,
	apiRequestForm,
	apiOwnTopic,
	apiRequestId,
	apiReplyLate,
	apiReplyMissing,
	apiReplyReordered,
	apiReply4xx,
	apiReply5xx,
	apiReplyLarge,
	commandsResult,
	commandsUnknownAction,
	commandsUnknownAlias,
	commandsMalformedJson,
	commandsUnknownTopic,
	commandsNonAscii,
	commandsLargestPush,
];
