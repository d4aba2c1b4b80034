import type { ConnectionRecorder } from "./connection-recorder.ts";
import type { AppliedFault, Violation } from "./entry.ts";
import type { CallFacts } from "./kept-call.ts";

/** A call of the API, over HTTP or MQTT, and its answer. */
export interface RecordedCall extends CallFacts {
	readonly requestHeaders: Readonly<Record<string, unknown>>;
	readonly requestBody: string | Uint8Array | undefined;
	readonly responseHeaders: Readonly<Record<string, unknown>>;
	readonly responseBody: string | Uint8Array | undefined;
	readonly violation?: Violation | undefined;
	readonly fault?: AppliedFault | undefined;
}

/** A message of Kii's own, and whether it was handed to a connection. */
export interface RecordedPush {
	readonly app: string | undefined;
	readonly topic: string;
	readonly payload: string;
	readonly delivered: boolean;
	/** Typed ID of the owner of the installation. */
	readonly owner: string | undefined;
}

/** What the rest of the emulator tells the journal. */
export interface Recorder {
	/** A connection has opened. */
	connection(opened: {
		readonly connection: number;
		readonly listener: string;
		readonly remoteAddress: string;
		readonly reachedHost: string;
	}): ConnectionRecorder;
	/** A connection ended before TLS was there; `alert` is what the client refused with. */
	failedHandshake(failed: {
		readonly listener: string;
		readonly remoteAddress: string;
		readonly reason: string;
		readonly alert: string | undefined;
	}): void;
	/** A request on a port for WebSocket was answered by an HTTP error. */
	refusedUpgrade(refused: {
		readonly listener: string;
		readonly remoteAddress: string;
		readonly reachedHost: string;
		readonly status: number;
		readonly reason: string;
		readonly subprotocols: readonly string[];
	}): void;
	/** A rule acts on the bytes of a connection from now on. */
	networkFault(hit: { readonly listener: string; readonly remoteAddress: string; readonly fault: AppliedFault }): void;
	call(call: RecordedCall): void;
	push(push: RecordedPush): void;
}
