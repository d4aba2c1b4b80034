import type { Log } from "../core/ports.ts";
import type { HandleRequest, PublishedRequest } from "./session.ts";

/** The API requests of one connection that are not answered yet. */
export interface Requests {
	/** True when no more is to be read from the client until one is answered. */
	readonly isFull: boolean;
	carryOut(request: PublishedRequest): void;
	/** Resolves when all taken so far are answered. */
	settled(): Promise<void>;
}

/** @param onRoom called when {@link Requests.isFull} has become false again */
export function createRequests(
	handleRequest: HandleRequest,
	maxPending: number,
	log: Log,
	onRoom: () => void,
): Requests {
	const pending = new Set<Promise<void>>();

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
			return pending.size >= maxPending;
		},
		carryOut(request) {
			const handled = handle(request).then(() => {
				pending.delete(handled);
				if (pending.size === maxPending - 1) onRoom();
			});
			pending.add(handled);
		},
		async settled() {
			await Promise.all(pending);
		},
	};
}
