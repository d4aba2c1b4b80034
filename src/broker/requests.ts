import type { Log } from "../core/ports.ts";
import { UnderWay } from "../under-way.ts";
import type { Connection, Grant, HandleRequest, PublishedRequest } from "./session.ts";

/** The API requests of one connection that are not answered yet. */
export interface Requests {
	/** True when no more is to be read from the client until one is answered. */
	readonly isFull: boolean;
	carryOut(
		grant: Grant,
		clientID: string,
		message: Pick<PublishedRequest, "topic" | "payload" | "reply" | "violated">,
	): void;
	/** Resolves when none is left. */
	settled(): Promise<void>;
}

export interface RequestsDeps {
	readonly handleRequest: HandleRequest;
	/** Of the connection. */
	readonly number: number;
	readonly settings: { readonly maxPendingRequests: number };
	readonly log: Log;
}

/** @param onRoom called when {@link Requests.isFull} has become false again */
export function createRequests(connection: Connection, deps: RequestsDeps, onRoom: () => void): Requests {
	const { handleRequest, log, number: connectionNumber } = deps;
	const { maxPendingRequests: maxPending } = deps.settings;
	const { reachedHost, remoteAddress, listener } = connection.origin;
	const underWay = new UnderWay();

	async function handle(request: PublishedRequest): Promise<void> {
		try {
			await handleRequest(request);
		} catch (err) {
			const { clientID, topic } = request;
			log.error({ err, clientID, topic }, "API request failed: this is a fault of the emulator, please report it");
		}
	}

	return {
		get isFull() {
			return underWay.count >= maxPending;
		},
		carryOut(grant, clientID, message) {
			const { appID } = grant;
			const anonymous = grant.kind === "onboarding";
			const { topic, payload, reply, violated } = message;
			underWay.begin();
			// Field by field: V8 makes a hidden class for each object that is spread from two, at every request.
			const request = {
				clientID,
				appID,
				anonymous,
				reachedHost,
				remoteAddress,
				connection,
				connectionNumber,
				listener,
				topic,
				payload,
				reply,
				violated,
			};
			void handle(request).then(() => {
				underWay.end();
				if (underWay.count === maxPending - 1) onRoom();
			});
		},
		settled: () => underWay.none(),
	};
}
