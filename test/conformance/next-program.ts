import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

const channel = "child_process";

/** Resolves to the process that this one starts next, whoever starts it. */
export function nextProgram(): Promise<ChildProcess> {
	return new Promise((resolve) => {
		const onStart = (message: unknown) => {
			unsubscribe(channel, onStart);
			resolve((message as { process: ChildProcess }).process);
		};
		subscribe(channel, onStart);
	});
}
