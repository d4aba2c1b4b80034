import { constants, writeFileSync } from "node:fs";
import { access } from "node:fs/promises";
import { SettingError } from "../config.ts";
import type { ConformanceProgress } from "../conform.ts";
import { reportFor } from "../conformance/report/report-formats.ts";
import { resultLines, summaryLines } from "../conformance/report/summary.ts";
import { type CaseResult, exitCode, type Report } from "../conformance/result.ts";
import { checkFileToWrite } from "../emulator/check-file-to-write.ts";
import type { Command } from "./command.ts";
import { conformOptions } from "./conform-options.ts";
import { listText, pointingText } from "./conform-text.ts";
import type { Program } from "./program.ts";
import { stopSignals } from "./stop-signals.ts";

const couldNotJudge = 2;
const clearLine = "\r\u001b[2K";

/** Takes a device through the conformance cases: 0 pass, 1 fail, 2 could not judge. */
export const conform: Command = {
	summary:
		"Judges a device's MQTT client (--command PROGRAM, --case, --group, --report FILE, --list): exit code 0, 1 or 2",
	flags: {
		case: { type: "string", multiple: true },
		group: { type: "string", multiple: true },
		profile: { type: "string" },
		transport: { type: "string" },
		timeout: { type: "string" },
		command: { type: "string" },
		"vendor-thing-id": { type: "string" },
		"client-id": { type: "string" },
		"other-host": { type: "string" },
		abilities: { type: "string", multiple: true },
		actions: { type: "string" },
		schema: { type: "string" },
		report: { type: "string", multiple: true },
		list: { type: "boolean" },
	},
	failure: couldNotJudge,
	async run(call, program) {
		if (call.own.get("list") === "true") {
			program.stdout.write(listText());
			return 0;
		}
		const { options, reports } = conformOptions(call);
		const stopping = new AbortController();
		const signals = stopSignals(program, () => program.exit(couldNotJudge));
		void signals.first.then(() => stopping.abort(new SettingError("conform", "stopped before the end")));
		try {
			// A run takes long: better at its start than when there is something to write.
			for (const file of reports) await checkReport(file);
			const onProgress = progressOf(program, options.command);
			const report = await program.conform({ ...options, onProgress, signal: stopping.signal });
			program.stdout.write(`\n${summaryLines(report).join("\n")}\n`);
			for (const file of reports) writeReport(file, report);
			return exitCode(report.verdict);
		} finally {
			signals.ignore();
		}
	},
};

/** Results on the standard output as they come; for a person at a terminal also what is going on. */
function progressOf({ stdout, stderr }: Program, command: string | undefined): (progress: ConformanceProgress) => void {
	const show = (text: string) => {
		if (stderr.isTTY === true) stderr.write(`${clearLine}${text}`);
	};
	/** Why a case could not be judged: often none could, for the same reason. */
	let told: string | undefined;
	const tell = (result: CaseResult) => {
		const { verdict, reason } = result.judgement;
		if (verdict === "could not judge" && reason === told) return;
		told = verdict === "could not judge" ? reason : undefined;
		stdout.write(`${resultLines(result).join("\n")}\n`);
	};
	return (progress) => {
		switch (progress.kind) {
			case "ready":
				stdout.write(pointingText(progress, command));
				return;
			case "device":
				stdout.write(`The device has come: ${progress.clientID} by ${progress.transport}.\n\n`);
				show("looking at what it does by itself …");
				return;
			case "begin":
				show(`${progress.index + 1}/${progress.total} ${progress.case.id} …`);
				return;
			case "result":
				show("");
				tell(progress.result);
		}
	};
}

async function checkReport(file: string): Promise<void> {
	try {
		await checkFileToWrite(file);
		await access(file, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== "ENOENT") throw error;
		});
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

function writeReport(file: string, report: Report): void {
	try {
		writeFileSync(file, reportFor(file)?.(report) ?? "");
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

function cannotWrite(file: string, error: unknown): SettingError {
	return new SettingError("--report", `cannot write ${file}: ${(error as Error).message}`, { cause: error });
}
