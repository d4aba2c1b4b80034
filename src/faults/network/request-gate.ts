import type { ActiveRule } from "../active-rule.ts";
import type { NetworkRule } from "../fault-rule.ts";
import { requestHead } from "./request-head.ts";
import type { Parcel } from "./stage.ts";

type Active = ActiveRule<NetworkRule>;

/** Looks at what comes on an HTTP connection, so that no rule acts on a call of the control API. */
export interface RequestGate {
	/** What passes now is of such a call, or was under way when the first rule came. */
	readonly isExempt: boolean;
	/** Rules, or bytes, wait for a request. */
	readonly isWaiting: boolean;
	/** Has rules asked at the next request. */
	mind(rules: readonly Active[]): void;
	/** Does not ask these any more. */
	forget(rules: readonly Active[]): void;
	take(parcel: Parcel): void;
}

export interface RequestGateDeps {
	/** A new connection: its first bytes are those of a request. */
	readonly isNew: boolean;
	/** Asks rules whether they act. False when the connection is no more. */
	ask(rules: readonly Active[]): boolean;
	/** Takes what has been looked at. */
	enter(parcel: Parcel): void;
}

export function createRequestGate({ isNew, ask, enter }: RequestGateDeps): RequestGate {
	let isExempt = true;
	let unasked: Active[] = [];
	/** The beginning of a first request, of which cannot be told yet what it is. */
	let head: Buffer | undefined = isNew ? Buffer.alloc(0) : undefined;

	function letHeadGo(): void {
		const bytes = head;
		head = undefined;
		if (bytes !== undefined && bytes.length > 0) enter(bytes);
	}

	return {
		get isExempt() {
			return isExempt;
		},
		get isWaiting() {
			return unasked.length > 0;
		},
		mind: (rules) => void unasked.push(...rules),
		forget(rules) {
			unasked = unasked.filter((rule) => !rules.includes(rule));
			if (unasked.length === 0) letHeadGo();
		},
		take(parcel) {
			if (parcel === null) {
				letHeadGo();
				return enter(null);
			}
			const isFirst = head !== undefined;
			const bytes = head === undefined ? parcel : Buffer.concat([head, parcel]);
			const kind = requestHead(bytes);
			if (isFirst && kind === "part") {
				head = bytes;
				return;
			}
			head = undefined;
			if (kind === "control") isExempt = true;
			else if (kind === "other" || isFirst) {
				isExempt = false;
				if (!ask(unasked.splice(0))) return;
			}
			enter(bytes);
		},
	};
}
