import type { Broker } from "../broker/broker.ts";
import type { Listener } from "../broker/listeners/listener.ts";
import type { Core } from "../core/context.ts";
import type { HttpApi } from "../http/server.ts";

/** What is inside an emulator, for the parts of this package that work on one: the fixture and the conformance runner. */
export interface Internals {
	readonly core: Core;
	readonly broker: Broker;
	readonly api: HttpApi;
	/** Of MQTT. */
	readonly listeners: readonly Listener[];
	/** What lets this process use the control API, whatever the settings say of others. */
	readonly ownToken: string;
}

const known = new WeakMap<object, Internals>();

export function rememberInternals(emulator: object, internals: Internals): void {
	known.set(emulator, internals);
}

/** @throws TypeError for what is no emulator of this process */
export function internalsOf(emulator: object): Internals {
	const internals = known.get(emulator);
	if (internals === undefined) throw new TypeError("not an emulator of this process");
	return internals;
}
