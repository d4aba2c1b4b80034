import type { FastifyInstance } from "fastify";
import { KiiError } from "../../core/errors.ts";
import type { HttpDeps } from "../context.ts";
import { isControlPath } from "../is-control-path.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Of the app of the path, when the request came. */
		epoch: number | undefined;
		/** Ends the request's stay behind the gate. */
		leaveGate: (() => void) | undefined;
	}
}

/**
 * Lets a request work on an app only while the app is not being emptied: it waits, and if its sender's connection or
 * credentials were gone with the app meanwhile, it is refused. The calls of the emulator itself look after themselves.
 */
export function addAppGate(app: FastifyInstance, { gate }: HttpDeps): void {
	app.decorateRequest("epoch", undefined);
	app.decorateRequest("leaveGate", undefined);
	if (gate === undefined) return;
	app.addHook("onRoute", (route) => {
		const ofAnApp = route.url.includes("/:appID");
		if (isControlPath(route.url) && !ofAnApp) return;
		const { handler } = route;
		route.handler = async function inGate(request, reply) {
			// The route of a HEAD is made of that of the GET.
			if (request.leaveGate !== undefined) return handler.call(this, request, reply);
			const { appID } = request.params as { appID?: string };
			const entering = gate.enter(appID);
			request.leaveGate = typeof entering === "function" ? entering : await entering;
			try {
				if (appID !== undefined && request.epoch !== gate.epoch(appID)) throw appReset(appID);
				return await handler.call(this, request, reply);
			} finally {
				request.leaveGate();
			}
		};
	});
	// Whatever is done by now is done: to send it may take as long as the client takes to read.
	app.addHook("onSend", (request, _reply, payload, done) => {
		request.leaveGate?.();
		done(null, payload);
	});
}

/** 503 for a request that a reset of its app came before. */
export function appReset(appID: string): KiiError {
	const message = "The app was reset while the request was under way: nothing was done, send it again";
	return new KiiError("APP_RESET", message, { appID });
}
