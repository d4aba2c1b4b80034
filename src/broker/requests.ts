import type { Log } from "../core/ports.ts";
import { UnderWay } from "../under-way.ts";
import type { Connection, Grant, HandleRequest, PublishedRequest } from "./session.ts";

export interface RequestsDeps {
	readonly handleRequest: HandleRequest;
	readonly settings: { readonly maxPendingRequests: number };
	readonly log: Log;
}

/** The API requests of one connection that are not answered yet. */
export class Requests {
	readonly #connection: Connection;
	readonly #number: number;
	readonly #deps: RequestsDeps;
	readonly #onRoom: () => void;
	readonly #underWay = new UnderWay();

	/**
	 * @param number of the connection
	 * @param onRoom called when {@link isFull} has become false again
	 */
	constructor(connection: Connection, number: number, deps: RequestsDeps, onRoom: () => void) {
		this.#connection = connection;
		this.#number = number;
		this.#deps = deps;
		this.#onRoom = onRoom;
	}

	/** How many are not answered yet. */
	get count(): number {
		return this.#underWay.count;
	}

	/** True when no more is to be read from the client until one is answered. */
	get isFull(): boolean {
		return this.#underWay.count >= this.#deps.settings.maxPendingRequests;
	}

	carryOut(
		grant: Grant,
		clientID: string,
		message: Pick<PublishedRequest, "topic" | "payload" | "reply" | "violated">,
	): void {
		const { reachedHost, remoteAddress, listener } = this.#connection.origin;
		const { topic, payload, reply, violated } = message;
		this.#underWay.begin();
		// Field by field: V8 makes a hidden class for each object that is spread from two, at every request.
		void this.#handle({
			clientID,
			appID: grant.appID,
			anonymous: grant.kind === "onboarding",
			reachedHost,
			remoteAddress,
			connection: this.#connection,
			connectionNumber: this.#number,
			listener,
			topic,
			payload,
			reply,
			violated,
		});
	}

	/** Resolves when none is left. */
	settled(): Promise<void> {
		return this.#underWay.none();
	}

	async #handle(request: PublishedRequest): Promise<void> {
		try {
			await this.#deps.handleRequest(request);
		} catch (err) {
			const { clientID, topic } = request;
			this.#deps.log.error(
				{ err, clientID, topic },
				"API request failed: this is a fault of the emulator, please report it",
			);
		}
		this.#underWay.end();
		if (this.#underWay.count === this.#deps.settings.maxPendingRequests - 1) this.#onRoom();
	}
}
