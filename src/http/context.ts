import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from "fastify";
import type { Core } from "../core/context.ts";
import type { EmulatorClock, Log } from "../core/ports.ts";
import type { Caller } from "../core/principal.ts";
import type { FaultRules } from "../faults/faults.ts";
import type { OwnJournal } from "../journal/create-journal.ts";
import type { AppliedFault } from "../journal/entry.ts";
import type { EmulatorControl } from "./control/emulator-control.ts";
import type { ControlGuard } from "./control/guard.ts";

/** What a request published over MQTT brings along: set by the composition root, never by a header. */
export interface TransportCaller {
	/** The MQTT credentials act as the app's anonymous token. */
	readonly anonymous: boolean;
	readonly reachedHost: string;
	readonly clientID: string;
	readonly appID: string;
	/** Number of the MQTT connection, and where it came in. */
	readonly connectionNumber?: number | undefined;
	readonly listener?: string | undefined;
	readonly topic: string;
	readonly requestID?: string | undefined;
	/** As they were published: the request has some more, which make it one of HTTP. */
	readonly sentHeaders?: Readonly<Record<string, string>>;
	/** Of its app at {@link Gate}, when the request was published. */
	readonly epoch?: number | undefined;
}

/** Where a request waits while its app is being emptied (`emulator/app-gate.ts`). */
export interface Gate {
	/** Counts as under way until the function returned is called. No app: any. */
	enter(appID: string | undefined): (() => void) | Promise<() => void>;
	/** Changes when all that was sent before is void. */
	epoch(appID: string): number;
}

export interface Health {
	readonly status: "ok" | "starting" | "closing";
	readonly version: string;
	/** Seconds since start. */
	readonly uptime: number;
	readonly listeners: Readonly<Record<string, number>>;
	readonly pid: number;
	/** ISO 8601, by the system's clock. */
	readonly startedAt: string;
}

export interface HttpDeps {
	readonly core: Core;
	readonly clock: EmulatorClock;
	readonly log: Log;
	readonly journal: OwnJournal;
	/** Bytes of a request body. */
	readonly maxBodySize: number;
	/** Bytes of an object's body. */
	readonly maxObjectBody: number;
	/** Without one, nothing waits. */
	readonly gate?: Gate | undefined;
	/** Who published a request, if it came over MQTT. */
	transportCaller(request: FastifyRequest): TransportCaller | undefined;
	/** Resets the MQTT connection that a request came on. */
	resetTransport(request: FastifyRequest): void;
	/** What the control API works on; asked at each of its calls. */
	readonly control?: (() => EmulatorControl) | undefined;
	/** The fault rules in force. */
	readonly faults: FaultRules;
	/** Whether the header `Prefer: code=…` chooses the answer. */
	readonly preferHeader: boolean;
	/** Why a request to the control API is refused, if it is. */
	readonly controlGuard: ControlGuard;
	health(): Health;
	/** PEM of the CA that signed the TLS listeners' certificates. */
	ca(): string;
}

/** A fastify scope whose schemas give the types. */
export type Scope = FastifyInstance<
	RawServerDefault,
	IncomingMessage,
	ServerResponse,
	FastifyBaseLogger,
	TypeBoxTypeProvider
>;

declare module "fastify" {
	interface FastifyRequest {
		/** Set by `plugins/authenticate.ts` on every route below an app. */
		caller: Caller;
		/** What a fault rule did to the call. */
		fault?: AppliedFault;
	}
	interface FastifyContextConfig {
		/** What the call does, for `docs/compatibility.md`. */
		call?: string;
		/** A call of the control API that everybody may make. */
		unguarded?: boolean;
		/** A call of the control API that needs a token of the app's administrator. */
		admin?: boolean;
		/** Whether the body is bytes, whatever its media type: a Buffer, empty for none. */
		rawBody?: boolean;
		/** Whether the body is JSON, whatever its media type. */
		jsonBody?: boolean;
		/** Whether the body is a document that the emulator has written: all that it knows, in some levels more. */
		ownDocument?: boolean;
		/** The setting that limits the body, where it is not `max-body-size`. */
		bodyLimitSetting?: string;
		/** Why the behaviour is not certain, where no source proves it. */
		inferred?: string;
	}
}
