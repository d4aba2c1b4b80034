import { faultyCertificates, type TlsMaterial, tlsServerOptions } from "../broker/certificates.ts";
import { SettingError, type Settings } from "../config.ts";
import type { Clock } from "../core/ports.ts";
import { concernsListener } from "../faults/concerns-listener.ts";
import type { CertificateKind } from "../faults/fault-rule.ts";
import type { FaultRules } from "../faults/faults.ts";
import type { Listeners } from "./open-listeners.ts";

export interface ShownCertificatesDeps {
	readonly settings: Settings;
	readonly clock: Clock;
	readonly faults: FaultRules;
}

/** Which certificate each TLS listener shows: the normal one, or one of the setting `tls-mode` or of a fault rule. */
export interface ShownCertificates {
	/** What listeners show from the start; later on, what the normal ones are. */
	use(normal: TlsMaterial): Promise<TlsMaterial>;
	serve(listeners: Listeners): void;
	/** Why there can be no such certificate; undefined when there can. */
	whyNot(kind: CertificateKind): string | undefined;
	/** A connection has come to a listener: the certificate that its handshake will show is chosen. */
	beforeHandshake(listener: string): void;
}

const noIssuer =
	"there is no key of the CA here to sign it with, as with tls-cert, or without ca-key.pem in the data folder";

/** A TLS listener, and what it shows now. */
interface Window {
	shown: TlsMaterial | undefined;
	show(material: TlsMaterial): void;
}

export function createShownCertificates({ settings, clock, faults }: ShownCertificatesDeps): ShownCertificates {
	const { tlsMode } = settings;
	const windows = new Map<string, Window>();
	/** What was made of the normal ones. */
	let made = new Map<CertificateKind, TlsMaterial>();

	async function make(into: Map<CertificateKind, TlsMaterial>, kind: CertificateKind): Promise<void> {
		const normal = into.get("normal");
		if (normal === undefined || kind === "normal" || into.has(kind)) return;
		const material = await faultyCertificates(kind, normal, clock.now());
		if (material !== undefined) into.set(kind, material);
	}

	async function makeForRules(): Promise<void> {
		await Promise.all(faults.tls.map(({ rule }) => make(made, rule.action)));
	}
	faults.onChange(makeForRules);

	return {
		async use(normal) {
			const next = new Map<CertificateKind, TlsMaterial>([["normal", normal]]);
			await make(next, tlsMode);
			const first = next.get(tlsMode);
			if (first === undefined) {
				throw new SettingError("tlsMode", `cannot be ${tlsMode}: ${noIssuer}`, { exitCode: 1 });
			}
			made = next;
			await makeForRules();
			return first;
		},
		whyNot: (kind) =>
			kind === "normal" || kind === "untrusted" || made.get("normal")?.caKey !== undefined ? undefined : noIssuer,
		serve({ mqtt, http: [, https] }) {
			for (const { name, useTls } of mqtt)
				if (useTls !== undefined) windows.set(name, { shown: undefined, show: useTls });
			windows.set("https", { shown: undefined, show: (material) => https?.useTls?.(tlsServerOptions(material)) });
		},
		beforeHandshake(listener) {
			const window = windows.get(listener);
			if (window === undefined) return;
			const rule = faults.tls.find((each) => concernsListener(each.rule.listener, listener) && each.hits());
			const material = made.get(rule?.rule.action ?? tlsMode) ?? made.get("normal");
			if (material === undefined || material === window.shown) return;
			window.shown = material;
			window.show(material);
		},
	};
}
