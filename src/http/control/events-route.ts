import { Type } from "typebox";
import { KiiError } from "../../core/errors.ts";
import type { Scope } from "../context.ts";
import { eventsPath } from "./events.ts";
import { eventsQuery } from "./journal-query.ts";

/** `GET /_emulator/events`, as far as it is a plain request: it has to ask for WebSocket, then `events.ts` answers it. */
export function eventsRoute(app: Scope): void {
	app.get(
		eventsPath,
		{
			schema: {
				querystring: Type.Object(eventsQuery),
				response: { 101: Type.Null({ description: "Messages over WebSocket, each an entry or a gap" }) },
			},
			config: { call: "The journal as it is written, one JSON message an entry, over WebSocket" },
		},
		async (_request, reply) => {
			reply.header("upgrade", "websocket");
			throw new KiiError("UPGRADE_REQUIRED", "Connect here with a WebSocket client");
		},
	);
}
