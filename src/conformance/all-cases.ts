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
import { connectingCleanSession } from "./cases/connecting-clean-session.ts";
import { connectingConnackWithheld } from "./cases/connecting-connack-withheld.ts";
import { connectingCredentials } from "./cases/connecting-credentials.ts";
import { connectingProtocol } from "./cases/connecting-protocol.ts";
import { connectingRefused1 } from "./cases/connecting-refused-1.ts";
import { connectingRefused2 } from "./cases/connecting-refused-2.ts";
import { connectingRefused3 } from "./cases/connecting-refused-3.ts";
import { connectingRefused4 } from "./cases/connecting-refused-4.ts";
import { connectingRefused5 } from "./cases/connecting-refused-5.ts";
import { connectingWaitsForConnack } from "./cases/connecting-waits-for-connack.ts";
import { keepaliveIdle } from "./cases/keepalive-idle.ts";
import { keepaliveMuteBroker } from "./cases/keepalive-mute-broker.ts";
import { keepalivePing } from "./cases/keepalive-ping.ts";
import { onboarding503 } from "./cases/onboarding-503.ts";
import { onboardingEndpoint503 } from "./cases/onboarding-endpoint-503.ts";
import { onboardingHost } from "./cases/onboarding-host.ts";
import { onboardingLeavesFirstBroker } from "./cases/onboarding-leaves-first-broker.ts";
import { onboardingOverHttp } from "./cases/onboarding-over-http.ts";
import { onboardingOverMqtt } from "./cases/onboarding-over-mqtt.ts";
import { onboardingPort } from "./cases/onboarding-port.ts";
import { onboardingTtl } from "./cases/onboarding-ttl.ts";
import { qosDuplicateCommand } from "./cases/qos-duplicate-command.ts";
import { qosLostPush } from "./cases/qos-lost-push.ts";
import { qosNoPuback } from "./cases/qos-no-puback.ts";
import { qosPublish } from "./cases/qos-publish.ts";
import { qosSubscribe } from "./cases/qos-subscribe.ts";
import { reconnectAfterClose } from "./cases/reconnect-after-close.ts";
import { reconnectAfterHalfOpen } from "./cases/reconnect-after-half-open.ts";
import { reconnectAfterReset } from "./cases/reconnect-after-reset.ts";
import { reconnectBackOff } from "./cases/reconnect-back-off.ts";
import { reconnectJitter } from "./cases/reconnect-jitter.ts";
import { reconnectNoDuplicates } from "./cases/reconnect-no-duplicates.ts";
import { reconnectResubscribes } from "./cases/reconnect-resubscribes.ts";
import { reconnectWaits } from "./cases/reconnect-waits.ts";
import { tlsConnects } from "./cases/tls-connects.ts";
import { tlsHugeCertificate } from "./cases/tls-huge-certificate.ts";
import { tlsLargeCertificate } from "./cases/tls-large-certificate.ts";
import { tlsRefusesExpired } from "./cases/tls-refuses-expired.ts";
import { tlsRefusesUntrusted } from "./cases/tls-refuses-untrusted.ts";
import { tlsRefusesWrongName } from "./cases/tls-refuses-wrong-name.ts";
import { tlsWithoutSni } from "./cases/tls-without-sni.ts";
import { websocketBinary } from "./cases/websocket-binary.ts";
import { websocketClose } from "./cases/websocket-close.ts";
import { websocketCloseCodes } from "./cases/websocket-close-codes.ts";
import { websocketFragmentedFrames } from "./cases/websocket-fragmented-frames.ts";
import { websocketJoinedPackets } from "./cases/websocket-joined-packets.ts";
import { websocketPing } from "./cases/websocket-ping.ts";
import { websocketSplitPackets } from "./cases/websocket-split-packets.ts";
import { websocketSubprotocol } from "./cases/websocket-subprotocol.ts";

/** Every case, in the order in which a device is taken through them: that of `groups`. */
export const allCases: readonly Case[] = [
	tlsConnects,
	tlsRefusesUntrusted,
	tlsRefusesExpired,
	tlsRefusesWrongName,
	tlsWithoutSni,
	tlsLargeCertificate,
	tlsHugeCertificate,
	connectingCredentials,
	connectingCleanSession,
	connectingProtocol,
	connectingWaitsForConnack,
	connectingRefused1,
	connectingRefused2,
	connectingRefused3,
	connectingRefused4,
	connectingRefused5,
	connectingConnackWithheld,
	onboardingOverHttp,
	onboardingOverMqtt,
	onboardingLeavesFirstBroker,
	onboarding503,
	onboardingEndpoint503,
	onboardingHost,
	onboardingPort,
	onboardingTtl,
	keepalivePing,
	keepaliveIdle,
	keepaliveMuteBroker,
	reconnectAfterClose,
	reconnectAfterReset,
	reconnectAfterHalfOpen,
	reconnectResubscribes,
	reconnectBackOff,
	reconnectJitter,
	reconnectWaits,
	reconnectNoDuplicates,
	qosSubscribe,
	qosPublish,
	qosNoPuback,
	qosLostPush,
	qosDuplicateCommand,
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
	websocketSubprotocol,
	websocketBinary,
	websocketSplitPackets,
	websocketJoinedPackets,
	websocketFragmentedFrames,
	websocketPing,
	websocketClose,
	websocketCloseCodes,
];
