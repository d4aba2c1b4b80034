import { isIP } from "node:net";

/** Where an emulator is reached without any setting: this machine, its container host, the compose service. */
const local = ["localhost", "127.0.0.1", "::1", "host.docker.internal", "kii-emulator"];

/** Kii's public hosts, for unmodified devices led here by DNS. One by one, as embedded stacks often lack wildcards. */
const sites = ["us", "jp", "cn3", "sg", "eu"];
const kii = ["api.kii.com", ...sites.flatMap((site) => [`api-${site}.kii.com`, `mqtt-${site}.kii.com`]), "*.kii.com"];

/** The names of the server certificate: the fixed ones and those of `extraNames` that can be a DNS name or an IP address. */
export function serverNames(extraNames: readonly string[]): string[] {
	const extra = extraNames.map((name) => name.replace(/^\[(.*)\]$/, "$1").toLowerCase());
	return [...new Set([...local, ...kii, ...extra.filter(isServerName)])];
}

function isServerName(name: string): boolean {
	// In this order: Node needs a hundredth of a second for the first address of IPv6 that it looks at.
	return (
		(name.length <= 253 && /^(\*\.)?[a-z\d_]([a-z\d_-]*[a-z\d_])?(\.[a-z\d_]([a-z\d_-]*[a-z\d_])?)*$/.test(name)) ||
		(isIP(name) !== 0 && !name.includes("%"))
	);
}
