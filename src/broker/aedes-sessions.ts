import { Aedes, type AedesOptions, type AuthenticateError, type Client } from "aedes";
import type { Log } from "../core/ports.ts";
import type { AedesLink } from "./aedes-link.ts";
import { createEmitter } from "./emitter.ts";
import { generate } from "./packets/generate.ts";
import { isGranted } from "./subscriptions.ts";

/** The other end of a link. */
interface SessionOwner {
	/** The return code for CONNACK. */
	authenticate(): Promise<number>;
}

/**
 * aedes: CONNECT and CONNACK, SUBSCRIBE and SUBACK, UNSUBSCRIBE and UNSUBACK, PINGREQ and PINGRESP, DISCONNECT.
 * Messages pass it by: a PUBLISH of a client is an API request, one to a client goes straight to its connection.
 */
export interface AedesSessions {
	open(link: AedesLink, owner: SessionOwner): void;
	close(): Promise<void>;
}

export async function createAedesSessions(log: Log): Promise<AedesSessions> {
	const owners = new WeakMap<object, SessionOwner>();
	let opened = 0;

	async function askOwner({ conn }: Client): Promise<number> {
		try {
			return (await owners.get(conn)?.authenticate()) ?? 5;
		} catch (err) {
			log.error({ err }, "the broker failed: please report it");
			return 3;
		}
	}

	const options: AedesOptions = {
		mq: createEmitter(),
		// Nothing that leaves is ever waited for: see AedesLink.
		drainTimeout: 0,
		maxClientsIdLength: Number.MAX_SAFE_INTEGER,
		async authenticate(client, _username, _password, done) {
			const returnCode = await askOwner(client);
			done(returnCode === 0 ? null : refusal(returnCode), returnCode === 0);
		},
		authorizeSubscribe: (_client, subscription, done) => {
			done(null, isGranted(subscription.topic) ? subscription : null);
		},
		authorizePublish: (_client, _packet, done) => done(new Error("messages do not go through aedes")),
	};
	const aedes = await Aedes.createBroker(options);
	// It has no listener of its own, and would end the process.
	(aedes as NodeJS.EventEmitter).on("error", (err: Error) => log.error({ err }, "aedes failed: please report it"));

	return {
		open(link, owner) {
			owners.set(link, owner);
			aedes.handle(link);
			opened++;
			link.forward(generate({ ...connect, clientId: `connection ${opened}` }));
		},
		close: () => new Promise((resolve) => aedes.close(resolve)),
	};
}

/**
 * What aedes sees of every CONNECT. The client ID is its own: so it takes over no session, and many anonymous clients are
 * many clients. Keepalive, will and credentials stay with the connection; nothing is kept [MQTT-3.1.2-6].
 */
const connect = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0 } as const;

function refusal(returnCode: number): AuthenticateError {
	return Object.assign(new Error(`return code ${returnCode}`), { returnCode });
}
