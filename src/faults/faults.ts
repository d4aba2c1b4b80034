import type { Clock, Ids } from "../core/ports.ts";
import { type ActiveRule, createActiveRule } from "./active-rule.ts";
import { type RouteOfApi, whyNoCall } from "./api/why-no-call.ts";
import { checkRule } from "./check-rule.ts";
import type {
	ApiRule,
	CertificateKind,
	FaultRule,
	FaultStatus,
	NetworkRule,
	PacketRule,
	TlsRule,
} from "./fault-rule.ts";
import { FaultRuleError } from "./fault-rule-error.ts";

/** What a program does with fault rules; `/_emulator/faults` does the same. */
export interface Faults {
	/** @throws FaultRuleError for a rule that cannot be, also for one whose app is not known */
	add(rule: FaultRule): Promise<FaultStatus>;
	/** In the order in which they were added, which is the order in which they are asked. */
	list(app?: string): Promise<FaultStatus[]>;
	/** Undefined when there is none of that ID, here and below. */
	get(id: string): Promise<FaultStatus | undefined>;
	/** What it holds is let go. */
	remove(id: string): Promise<FaultStatus | undefined>;
	/** Removes the rules of one app, or all; what they hold or delay is gone. */
	clear(app?: string): Promise<void>;
	/** Lets go what the rule holds now; how many packets that were. */
	release(id: string): Promise<number | undefined>;
}

export interface FaultsDeps {
	readonly ids: Ids;
	/** Real time. */
	readonly realTime: Clock;
	/** The time of an app; of the emulator when it is not known which. */
	clockOf(app: string | undefined): Clock;
	knowsApp(app: string): Promise<boolean>;
	/** Why a TLS listener cannot show such a certificate; undefined when it can. */
	whyNoCertificate(kind: CertificateKind): string | undefined;
	/** Whether it is one of Kii's, with a status of its own; any, if not given. */
	isErrorCode?(text: string): boolean;
	/** The calls of the API, which a rule may be about; any, if not given. */
	routes?(): readonly RouteOfApi[];
}

/** The rules in force, for what carries them out. A kind that has none costs a look at `length`. */
export interface FaultRules extends Faults {
	readonly deps: FaultsDeps;
	readonly packet: readonly ActiveRule<PacketRule>[];
	readonly api: readonly ActiveRule<ApiRule>[];
	readonly network: readonly ActiveRule<NetworkRule>[];
	readonly tls: readonly ActiveRule<TlsRule>[];
	/** Called after each change of the rules; what it returns is waited for before the change counts as done. */
	onChange(listener: () => Promise<void> | void): void;
}

/** More is a test that forgets to clear. */
const mostRules = 1000;

export function createFaults(deps: FaultsDeps): FaultRules {
	const all = new Map<string, ActiveRule>();
	const listeners: (() => Promise<void> | void)[] = [];
	let made = 0;
	let kinds = sort([]);

	async function changed(): Promise<void> {
		kinds = sort([...all.values()]);
		await Promise.all(listeners.map((listener) => listener()));
	}

	function freeID(): string {
		for (;;) {
			const id = `fault-${++made}`;
			if (!all.has(id)) return id;
		}
	}

	return {
		deps,
		get packet() {
			return kinds.packet;
		},
		get api() {
			return kinds.api;
		},
		get network() {
			return kinds.network;
		},
		get tls() {
			return kinds.tls;
		},
		onChange: (listener) => void listeners.push(listener),
		async add(given) {
			// A copy: nobody else can change it then.
			const rule = checkRule(structuredClone(given));
			const whyNot = rule.on === "tls" ? deps.whyNoCertificate(rule.action) : undefined;
			if (whyNot !== undefined) throw new FaultRuleError({ action: `cannot be: ${whyNot}` });
			if (rule.on === "api" && rule.errorCode !== undefined && rule.status === undefined) {
				const isKnown = deps.isErrorCode?.(rule.errorCode) ?? true;
				if (!isKnown) throw new FaultRuleError({ errorCode: "is none of Kii's: say status, too" });
			}
			const whyNever = rule.on === "api" ? whyNoCall(rule, deps.routes?.()) : undefined;
			if (whyNever !== undefined) throw new FaultRuleError(whyNever);
			if ("app" in rule && rule.app !== undefined && !(await deps.knowsApp(rule.app))) {
				throw new FaultRuleError({ app: "is none that there is" });
			}
			const { id = freeID(), seed = seedFrom(deps.ids) } = rule;
			if (all.has(id)) throw new FaultRuleError({ id: "is that of another rule" });
			if (all.size >= mostRules) throw new FaultRuleError({ rule: `is one too many: there are ${mostRules}` });
			const active = createActiveRule(rule, id, seed, () => void changed());
			all.set(id, active);
			await changed();
			return active.status();
		},
		async list(app) {
			return [...all.values()].filter((rule) => isOf(rule, app)).map((rule) => rule.status());
		},
		async get(id) {
			return all.get(id)?.status();
		},
		async remove(id) {
			const rule = all.get(id);
			if (rule === undefined) return undefined;
			all.delete(id);
			await changed();
			release(rule);
			return rule.status();
		},
		async clear(app) {
			const cleared = [...all.values()].filter((rule) => isOf(rule, app));
			if (cleared.length === 0) return;
			for (const { id } of cleared) all.delete(id);
			for (const { held, delayed } of cleared) for (const packet of [...held, ...delayed]) packet.drop();
			await changed();
		},
		async release(id) {
			const rule = all.get(id);
			return rule === undefined ? undefined : release(rule);
		},
	};
}

function release({ held }: ActiveRule): number {
	const packets = [...held];
	for (const packet of packets) packet.release();
	return packets.length;
}

function seedFrom(ids: Ids): number {
	return ids.bytes(4).reduce((number, byte) => number * 256 + byte, 0);
}

function isOf({ rule }: ActiveRule, app: string | undefined): boolean {
	return app === undefined || ("app" in rule && rule.app === app);
}

/** Those that can still act; a network rule goes on for the connections that it was given. */
function sort(rules: readonly ActiveRule[]) {
	const acting = rules.filter(({ hasEnded, rule }) => !hasEnded || rule.on === "network");
	const of = <R extends FaultRule>(isOne: (on: FaultRule["on"]) => boolean) =>
		acting.filter(({ rule }) => isOne(rule.on)) as unknown as ActiveRule<R>[];
	return {
		packet: of<PacketRule>((on) => on !== "api" && on !== "network" && on !== "tls"),
		api: of<ApiRule>((on) => on === "api"),
		network: of<NetworkRule>((on) => on === "network"),
		tls: of<TlsRule>((on) => on === "tls"),
	};
}
