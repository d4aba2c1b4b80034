import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import type { RouteTable } from "../route-table.ts";

const asked = new WeakSet<IncomingMessage>();

/**
 * A HEAD is handled by GET's route where it has none of its own (RFC 9110, 9.3.2). Fastify would add a route for each GET
 * instead, which makes a start of the emulator a third longer.
 */
export function getForHead(request: IncomingMessage, path: string, table: RouteTable): void {
	if (request.method !== "HEAD" || table.hasOwnHead(path)) return;
	request.method = "GET";
	asked.add(request);
}

/** Leaves the body out of the answer to a HEAD, and says how long it would have been. */
export function addHeadRequests(app: FastifyInstance): void {
	app.addHook("onRequest", async ({ raw }) => {
		// Its route is found.
		if (asked.has(raw)) raw.method = "HEAD";
	});
	app.addHook("onSend", async ({ raw }, reply, payload) => {
		if (!asked.has(raw)) return payload;
		if (typeof payload === "string" || payload instanceof Uint8Array) {
			if (reply.statusCode !== 204 && reply.statusCode !== 304)
				reply.header("content-length", Buffer.byteLength(payload));
		} else if (isStream(payload)) {
			payload.on("error", () => {});
			payload.destroy();
		}
		return null;
	});
}

function isStream(payload: unknown): payload is import("node:stream").Readable {
	return typeof (payload as { destroy?: unknown } | null | undefined)?.destroy === "function";
}
