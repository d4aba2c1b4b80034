import type { AnyListener } from "./fault-rule.ts";

/** Whether a rule for `listener`, which may be one, several or by default all, is for the one of that `name`. */
export function concernsListener(listener: AnyListener | readonly AnyListener[] | undefined, name: string): boolean {
	if (listener === undefined) return true;
	return typeof listener === "string" ? listener === name : listener.some((each) => each === name);
}
