import { Counts } from "../counts.ts";

/**
 * What comes in for an app passes here; while the gate is shut it waits. No app (undefined) means: one of them, it is not
 * known yet which.
 */
export interface AppGate {
	/** Counts as under way until the function returned is called. At once, unless the gate is shut. */
	enter(appID: string | undefined): (() => void) | Promise<() => void>;
	/** Changes when all that was sent before is void. */
	epoch(appID: string): number;
	/** Lets nothing more in, of one app or all. Waits while somebody else has shut it. */
	shut(appID: string | undefined): Promise<void>;
	/** Resolves when nothing that was let in is under way. */
	quiet(appID: string | undefined): Promise<void>;
	/** Voids what was sent and has not been let in yet. */
	nextEpoch(appID: string | undefined): void;
	open(appID: string | undefined): void;
}

export function createAppGate(): AppGate {
	/** How many are under way, by app, and in all. */
	const active = new Counts<string | undefined>();
	let total = 0;
	const shut = new Set<string | undefined>();
	const epochs = new Map<string | undefined, number>();
	const waiting = new Set<() => void>();

	/** Resolves at the next exit or opening. Whoever waits looks again at once then: a moment later it may be shut. */
	function change(): Promise<void> {
		return new Promise((resolve) => waiting.add(resolve));
	}

	function changed(): void {
		if (waiting.size === 0) return;
		const told = [...waiting];
		waiting.clear();
		for (const tell of told) tell();
	}

	function isShut(appID: string | undefined): boolean {
		return shut.size > 0 && (appID === undefined || shut.has(undefined) || shut.has(appID));
	}

	function count(appID: string | undefined, difference: 1 | -1): void {
		total += difference;
		active.add(appID, difference);
	}

	function letIn(appID: string | undefined): () => void {
		count(appID, 1);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			count(appID, -1);
			changed();
		};
	}

	async function enterLater(appID: string | undefined): Promise<() => void> {
		while (isShut(appID)) await change();
		return letIn(appID);
	}

	function isQuiet(appID: string | undefined): boolean {
		return appID === undefined ? total === 0 : active.of(appID) === 0 && active.of(undefined) === 0;
	}

	return {
		enter: (appID) => (isShut(appID) ? enterLater(appID) : letIn(appID)),
		epoch: (appID) => (epochs.get(undefined) ?? 0) + (epochs.get(appID) ?? 0),
		async shut(appID) {
			while (isShut(appID)) await change();
			shut.add(appID);
		},
		async quiet(appID) {
			while (!isQuiet(appID)) await change();
		},
		nextEpoch: (appID) => void epochs.set(appID, (epochs.get(appID) ?? 0) + 1),
		open(appID) {
			shut.delete(appID);
			changed();
		},
	};
}

/** Does work that the gate waits for. */
export async function throughGate<T>(
	gate: Pick<AppGate, "enter">,
	appID: string | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const leave = await gate.enter(appID);
	try {
		return await work();
	} finally {
		leave();
	}
}
