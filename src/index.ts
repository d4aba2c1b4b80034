export { SettingError, type Settings } from "./config.ts";
export { type ConformanceOptions, type ConformanceProgress, runConformance } from "./conform.ts";
export type { Ability, Case, Group, Judgement, Profile, Transport, Verdict } from "./conformance/case.ts";
export { htmlReport } from "./conformance/report/html.ts";
export { jsonReport } from "./conformance/report/json.ts";
export { junitReport } from "./conformance/report/junit.ts";
export { markdownReport } from "./conformance/report/markdown.ts";
export type { CaseResult, OverallVerdict, Report } from "./conformance/result.ts";
export { UnknownCase } from "./conformance/select-cases.ts";
export type { App } from "./core/app.ts";
export type { Clock, ClockControl, ClockState, EmulatorClock, Ids, Instant, Log, Timer } from "./core/ports.ts";
export type { Ports } from "./emulator/ports.ts";
export type { SnapshotAccess, SnapshotDocument } from "./emulator/snapshots.ts";
export type { Urls } from "./emulator/urls.ts";
export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
export type { ApiRule, FaultRule, FaultStatus, NetworkRule, PacketRule, TlsRule } from "./faults/fault-rule.ts";
export { FaultRuleError } from "./faults/fault-rule-error.ts";
export type { Faults } from "./faults/faults.ts";
export { BadMatch } from "./journal/bad-match.ts";
export type {
	ApiEntry,
	AppliedFault,
	ConnectionEntry,
	DecodedPacket,
	Entry,
	EntryKind,
	HttpEntry,
	MqttEntry,
	PacketTypeName,
	PushEntry,
	Violation,
} from "./journal/entry.ts";
export type {
	Gap,
	Journal,
	JournalFilter,
	JournalPage,
	NearMiss,
	Subscription,
	WaitOptions,
	WaitResult,
} from "./journal/journal.ts";
export type { Difference, Match, MatchValue } from "./journal/match.ts";
export { JournalOff, WaitEnded, WaitTimedOut } from "./journal/wait-errors.ts";
export { ManualClock } from "./system/manual-clock.ts";
export { seededIds } from "./system/random-ids.ts";
