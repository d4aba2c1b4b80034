import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { invalidInput, KiiError } from "../../core/errors.ts";
import { BadMatch } from "../../journal/bad-match.ts";
import type { EntryStream } from "../../journal/follow.ts";
import type { JournalFilter } from "../../journal/journal.ts";
import type { HttpDeps } from "../context.ts";
import type { Upgrades } from "../listen.ts";
import { requestTarget } from "../request-target.ts";
import { eventsQuery, journalFilterOf, onlyKnownApp, onlyWhileOn } from "./journal-query.ts";
import { refuseUnknown } from "./strict-query.ts";

export const eventsPath = "/_emulator/events";

/** Bytes that wait for a reader at the most; what comes meanwhile stays in the journal. */
const mostWaiting = 1_048_576;

/** Milliseconds a reader has to answer the close frame. */
const closeTimeout = 1000;

/** `/_emulator/events`: the journal as it is written, one JSON message an entry, over WebSocket. */
export function createEventStream(deps: Pick<HttpDeps, "core" | "journal" | "controlGuard" | "log">): Upgrades {
	const { core, journal, controlGuard, log } = deps;
	// A reader has nothing to say.
	const settings = { noServer: true, perMessageDeflate: false, maxPayload: 4096, closeTimeout };
	const server = new WebSocketServer(settings);

	async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		const url = requestTarget(request.url ?? "/");
		const { method = "GET", headers } = request;
		const refused = controlGuard({ method, url, headers, remoteAddress: request.socket.remoteAddress });
		if (refused !== undefined) throw refused;
		onlyWhileOn(journal.isOn);
		const filter = filterOf(url);
		await onlyKnownApp(core, filter.app);
		// A filter that cannot be is refused while HTTP can still say so.
		journal.reader(filter);
		server.handleUpgrade(request, socket, head, (webSocket) => send(webSocket, filter));
	}

	function send(webSocket: WebSocket, filter: JournalFilter): void {
		webSocket.on("error", (error) => log.debug({ error: error.message }, "event stream failed"));
		let isWaiting = false;
		const stream: EntryStream = journal.follow(filter, {
			send(entry) {
				webSocket.send(JSON.stringify(entry), () => {
					if (!isWaiting || webSocket.bufferedAmount > mostWaiting / 2) return;
					isWaiting = false;
					stream.resume();
				});
				isWaiting = webSocket.bufferedAmount > mostWaiting;
				return !isWaiting && webSocket.readyState === webSocket.OPEN;
			},
			end: () => webSocket.close(1001, "the emulator is closing"),
		});
		webSocket.once("close", () => stream.close());
	}

	return {
		takes: (request) => requestTarget(request.url ?? "").split("?", 1)[0] === eventsPath,
		upgrade(request, socket, head) {
			socket.on("error", () => socket.destroy());
			open(request, socket, head).catch((error: unknown) => answer(socket, toKiiError(error)));
		},
	};
}

/** @throws KiiError INVALID_INPUT_DATA */
function filterOf(url: string): JournalFilter {
	const query = Object.fromEntries(new URLSearchParams(url.split("?")[1] ?? ""));
	refuseUnknown(Object.keys(query), Object.keys(eventsQuery));
	const { access_token: _, ...filters } = query;
	return journalFilterOf(filters);
}

function toKiiError(error: unknown): KiiError {
	if (error instanceof KiiError) return error;
	if (error instanceof BadMatch) return invalidInput({ [error.field]: error.problem });
	return new KiiError("UNDEFINED_ERROR", "The server encountered an unexpected condition");
}

function answer(socket: Duplex, { status, errorCode, message, context }: KiiError): void {
	const body = JSON.stringify({ errorCode, message, ...context });
	const head = [`HTTP/1.1 ${status} Refused`, "Connection: close", "Content-Type: application/json"];
	socket.once("finish", () => socket.destroy());
	socket.end([...head, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n"));
}
