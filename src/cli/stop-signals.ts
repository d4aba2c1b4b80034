import type { Program } from "./program.ts";

/** Milliseconds within which a second SIGINT is the same Ctrl-C: the terminal sends it to us, and so does npm. */
const echo = 1000;

export interface StopSignals {
	/** Resolves at the first SIGTERM or SIGINT. */
	readonly first: Promise<void>;
	readonly received: boolean;
	ignore(): void;
}

/** Listens to the signals that end a program. `onSecond` is called for each after the first. */
export function stopSignals({ process, clock }: Program, onSecond: (signal: string) => void): StopSignals {
	let first: { readonly signal: string; readonly at: number } | undefined;
	const { promise, resolve } = deferred();
	const onSignal = (signal: string) => {
		if (first === undefined) {
			first = { signal, at: clock.now() };
			resolve();
		} else if (signal === "SIGTERM" || first.signal === "SIGTERM" || clock.now() - first.at >= echo) onSecond(signal);
	};
	for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, onSignal);
	return {
		first: promise,
		get received() {
			return first !== undefined;
		},
		ignore() {
			for (const signal of ["SIGTERM", "SIGINT"]) process.off(signal, onSignal);
		},
	};
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
	let resolve = () => {};
	const promise = new Promise<void>((done) => {
		resolve = done;
	});
	return { promise, resolve: () => resolve() };
}
