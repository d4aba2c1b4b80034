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
	/** @throws ControlError INVALID_INPUT_DATA for a rule that cannot be */
	add(rule: FaultRule): Promise<Fault>;
	/** The rules of the app, and those of listeners that were added here; without an app all. */
	list(): Promise<readonly FaultStatus[]>;
	/**
	 * Takes all rules away; of an app its own, and those of listeners (`network`, `tls`) that were added here: they are of no app, and
	 * those that others have added stay.
	 */
	clear(): Promise<void>;
}

export function faultControl(call: Call, app: string | undefined): FaultControl {
	const path = "/_emulator/faults";
	const ofListeners = new Set<string>();
	const drop = async (id: string) => {
		await call("DELETE", `${path}/${encodeURIComponent(id)}`).catch((error: { status?: number }) => {
			// A reset has taken it away before.
			if (error.status !== 404) throw error;
		});
		ofListeners.delete(id);
	};
	return {
		async add(rule) {
			// Network and TLS rules are of listeners, which all apps share.
			const ofApp = app !== undefined && rule.on !== "network" && rule.on !== "tls";
			const { id } = await call<FaultStatus>("POST", path, { body: ofApp ? { app, ...rule } : rule });
			const own = `${path}/${encodeURIComponent(id)}`;
			if (app !== undefined && !ofApp) ofListeners.add(id);
			const remove = () => drop(id);
			return {
				id,
				status: () => call("GET", own),
				release: () => call("POST", `${own}/release`),
				remove,
				[Symbol.asyncDispose]: remove,
			};
		},
		async list() {
			const { faults } = await call<{ readonly faults: readonly FaultStatus[] }>("GET", path);
			if (app === undefined) return faults;
			return faults.filter((each) => ("app" in each && each.app === app) || ofListeners.has(each.id));
		},
		async clear() {
			await call("DELETE", path, { query: { app } });
			await Promise.all([...ofListeners].map(drop));
		},
	};
}
