import { Aedes, type AedesOptions } from "aedes";
import type { Log } from "../core/ports.ts";
import { AedesLink, type LinkEvents } from "./aedes-link.ts";
import { createEmitter } from "./emitter.ts";
import { generate } from "./packets/generate.ts";
import { isGranted } from "./subscriptions.ts";

/**
 * aedes: the subscriptions of clients, SUBSCRIBE and SUBACK, UNSUBSCRIBE and UNSUBACK. A client gets its session there when it
 * first subscribes; what concerns nothing but its connection (CONNECT, PINGREQ, DISCONNECT) the connection answers by itself.
 * Messages pass aedes by: a PUBLISH of a client is an API request, one to a client goes straight to its connection.
 */
export interface AedesSessions {
	/** A session for a client that was accepted. What it is given is answered by `events`. */
	open(events: LinkEvents): AedesLink;
	close(): Promise<void>;
}

export async function createAedesSessions(log: Log): Promise<AedesSessions> {
	let opened = 0;
	const options: AedesOptions = {
		mq: createEmitter(),
		// Nothing that leaves is ever waited for: see AedesLink.
		drainTimeout: 0,
		authorizeSubscribe: (_client, subscription, done) => {
			done(null, isGranted(subscription.topic) ? subscription : null);
		},
		authorizePublish: (_client, _packet, done) => done(new Error("messages do not go through aedes")),
	};
	const aedes = await Aedes.createBroker(options);
	// It has no listener of its own, and would end the process.
	(aedes as NodeJS.EventEmitter).on("error", (err: Error) => log.error({ err }, "aedes failed: please report it"));

	return {
		open(events) {
			const link = new AedesLink(events);
			aedes.handle(link);
			opened++;
			link.open(generate({ ...connect, clientId: `connection ${opened}` }));
			return link;
		},
		close: () => new Promise((resolve) => aedes.close(resolve)),
	};
}

/**
 * What aedes sees of every client. The client ID is its own: so it takes over no session. Keepalive, will and credentials stay
 * with the connection; nothing is kept [MQTT-3.1.2-6].
 */
const connect = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0 } as const;
