import type { Kind, Setting } from "./setting.ts";

/** Makes the settings of one heading of the help and the documentation. */
export function inGroup(group: string) {
	return <T>(kind: Kind<T>, initial: NoInfer<T>, summary: string, details?: string): Setting<T> => ({
		...kind,
		group,
		default: initial,
		summary,
		...(details === undefined ? {} : { details }),
	});
}
