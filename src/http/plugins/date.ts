import type { FastifyInstance } from "fastify";
import type { HttpDeps } from "../context.ts";

/** The header `Date` tells the time of the app; where no app is concerned, that of the emulator. */
export function addDate(app: FastifyInstance, { core }: HttpDeps): void {
	// A second has one text.
	let second = Number.NaN;
	let text = "";
	app.addHook("onSend", async (request, reply) => {
		// `caller` is there once the app was found: a clock is kept for no others.
		const now = Math.floor(core.clockOf(request.caller?.appID).now() / 1000);
		if (now !== second) {
			second = now;
			text = new Date(now * 1000).toUTCString();
		}
		reply.header("date", text);
	});
}
