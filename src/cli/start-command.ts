import { version } from "../version.ts";
import type { Command } from "./command.ts";
import { faultText } from "./fault-text.ts";
import { removeLocator, writeLocator } from "./locator.ts";
import { removePortsFile, writePortsFile } from "./ports-file.ts";
import type { Program, Running } from "./program.ts";
import { readyLine } from "./ready-line.ts";
import { stopSignals } from "./stop-signals.ts";

/** Milliseconds that closing may take before it is forced; with a snapshot to write, as large as it may be. */
const patience = 10_000;
const exportPatience = 300_000;

/**
 * Runs the emulator until SIGTERM or SIGINT; then replies under way finish. A second signal ends it at once, with 1; where a
 * snapshot is to be written, a third does: nobody loses one by his impatience.
 */
export const start: Command = {
	summary: "Runs the emulator until SIGTERM or Ctrl-C (the default)",
	flags: {},
	async run({ settings }, program) {
		const { portsFile, exportOnExit } = settings;
		const abort = (code: number, reason: string) => {
			program.stderr.write(`kii-emulator: ${reason}\n`);
			try {
				removeLocator(program);
				removePortsFile(portsFile);
			} finally {
				program.exit(code);
			}
		};
		const onFault = (fault: unknown) => abort(70, faultText(fault));
		let isOver = false;
		let mayForce = exportOnExit === undefined;
		const signals = stopSignals(program, (signal) => {
			// Until the process has ended: the code is that of what has been done.
			if (isOver) return;
			if (mayForce) return abort(1, `forced by another signal, ${signal}`);
			mayForce = true;
			program.stderr.write(
				`kii-emulator: ${exportOnExit} is being written; another ${signal} gives that up and leaves it as it was\n`,
			);
		});
		program.process.on("uncaughtException", onFault);
		try {
			removePortsFile(portsFile);
			const running = await program.start(settings);
			try {
				await writePortsFile(portsFile, running.ports);
				const { urls, ports } = running;
				await writeLocator(program, { startedAt: new Date().toISOString(), version, urls, ports });
				if (!signals.received) program.stdout.write(`${readyLine(running.urls)}\n`);
				await signals.first;
			} finally {
				removeLocator(program);
				const time = exportOnExit === undefined ? patience : exportPatience;
				await closeInTime(running, program, time, () => abort(1, `forced, as it did not close within ${time} ms`));
			}
			removePortsFile(portsFile);
			return 0;
		} finally {
			isOver = true;
			if (!signals.received) signals.ignore();
			program.process.off("uncaughtException", onFault);
		}
	},
};

async function closeInTime(
	running: Running,
	{ clock }: Program,
	milliseconds: number,
	onTimeout: () => void,
): Promise<void> {
	const timer = clock.setTimeout(onTimeout, milliseconds);
	try {
		await running.close();
	} finally {
		timer.cancel();
	}
}
