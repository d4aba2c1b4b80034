import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpDeps } from "../context.ts";
import { isControlPath } from "../is-control-path.ts";

/**
 * Counts each API request as work under way of its app: from the moment its body is there, for which a client may take
 * its time, until its reply is handed over. Not those of the emulator itself, which may wait for that work, nor those
 * that came over MQTT, which are counted where they are answered.
 */
export function addActivity(app: FastifyInstance, { core, transportCaller }: HttpDeps): void {
	const endOf = new WeakMap<FastifyRequest, () => void>();
	app.addHook("preValidation", async (request) => {
		if (isControlPath(request.routeOptions.url) || transportCaller(request) !== undefined) return;
		const { appID } = request.params as { appID?: string };
		const work = new Promise<void>((resolve) => endOf.set(request, resolve));
		void core.activity.track(appID, work);
	});
	const end = (request: FastifyRequest) => endOf.get(request)?.();
	app.addHook("onSend", async (request) => end(request));
	// Of a request that was never answered.
	app.addHook("onResponse", async (request) => end(request));
	app.addHook("onRequestAbort", async (request) => end(request));
}
