export type { ClockControl, ClockStatus, Moment, MoveOptions } from "./client/clock.ts";
export { type ConnectedEmulator, type ConnectOptions, connectEmulator } from "./client/connect-emulator.ts";
export { ControlError } from "./client/control-error.ts";
export { describeEntry } from "./client/describe-entry.ts";
export type {
	AdvertisedAddress,
	AppCallOptions,
	AppKeys,
	EmulatorControl,
	EmulatorHealth,
	JsonDocument,
	NewApp,
	ResetResult,
	Scoped,
	TestApp,
} from "./client/emulator-control.ts";
export type { EntryOf, Expectations, ExpectOptions } from "./client/expectations.ts";
export type { Fault, FaultControl } from "./client/faults.ts";
export type { EntryFilter, JournalControl } from "./client/journal.ts";
export type { CommandFields, NewOwner, OnboardedThing, TestOwner, ThingToOnboard } from "./client/test-owner.ts";
export type {
	SeenActionResults,
	SeenCommand,
	SeenOnboarding,
	SeenState,
	ThingExpectations,
} from "./client/thing-expectations.ts";
export { WaitTimedOut } from "./client/wait-timed-out.ts";
export type { FaultRule, FaultStatus } from "./faults/fault-rule.ts";
export type {
	ApiEntry,
	ConnectionEntry,
	Content,
	DecodedPacket,
	Entry,
	EntryKind,
	HttpEntry,
	MqttEntry,
	PushEntry,
} from "./journal/entry.ts";
export type { Gap, JournalPage, NearMiss, WaitResult } from "./journal/journal.ts";
export type { Difference, Match, MatchValue } from "./journal/match.ts";
