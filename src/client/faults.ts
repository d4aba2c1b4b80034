import type { FaultRule, FaultStatus } from "../faults/fault-rule.ts";
import type { Call } from "./control-call.ts";

/** A fault rule at the emulator. */
export interface Fault extends AsyncDisposable {
	readonly id: string;
	/** How far it has got. */
	status(): Promise<FaultStatus>;
	/** Lets the packets go that it holds. */
	release(): Promise<FaultStatus>;
	/** Takes the rule away. `await using` does. */
	remove(): Promise<void>;
}

export interface FaultControl {
	/**
	 * @throws ControlError INVALID_INPUT_DATA for a rule that cannot be; TypeError of an app for one on `network` or `tls`: all apps share
	 * the listeners, so these are for `emulator.faults`
	 */
	add(rule: FaultRule): Promise<Fault>;
	/** The rules of the app; without an app all. */
	list(): Promise<readonly FaultStatus[]>;
	/** Takes all rules away; of an app its own. */
	clear(): Promise<void>;
}

export function faultControl(call: Call, app: string | undefined): FaultControl {
	const path = "/_emulator/faults";
	return {
		async add(rule) {
			if (app !== undefined && (rule.on === "network" || rule.on === "tls")) {
				throw new TypeError(
					`a fault rule on ${rule.on} is of listeners, which all apps share: add it with emulator.faults, not with those of an app`,
				);
			}
			const { id } = await call<FaultStatus>("POST", path, { body: app === undefined ? rule : { app, ...rule } });
			const own = `${path}/${encodeURIComponent(id)}`;
			const remove = async () => {
				await call("DELETE", own).catch((error: { status?: number }) => {
					// A reset has taken it away before.
					if (error.status !== 404) throw error;
				});
			};
			return {
				id,
				status: () => call("GET", own),
				release: () => call("POST", `${own}/release`),
				remove,
				[Symbol.asyncDispose]: remove,
			};
		},
		async list() {
			return (await call<{ readonly faults: readonly FaultStatus[] }>("GET", path, { query: { app } })).faults;
		},
		async clear() {
			await call("DELETE", path, { query: { app } });
		},
	};
}
