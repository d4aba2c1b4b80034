import type { FastifyInstance } from "fastify";

/**
 * Writes `%` as `\u0025` in Kii's own JSON replies: the JavaScript SDK reads errors, things and installations with
 * `JSON.parse(decodeURIComponent(text))`, which throws at "50%" and turns "%41" into "A" (cloud-rest, section 0, row 11).
 */
export function addPercentSigns(app: FastifyInstance): void {
	app.addHook("onSend", async (request, reply, payload) => {
		if (typeof payload !== "string" || !payload.includes("%") || !request.url.startsWith("/api/")) return payload;
		// Only JSON of Kii's types: inside its strings alone can a `%` stand, where the escape means the same.
		const type = String(reply.getHeader("content-type"));
		return type.startsWith("application/vnd.kii.") ? payload.replaceAll("%", "\\u0025") : payload;
	});
}
