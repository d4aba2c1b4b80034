import { type DestinationStream, type Logger, pino } from "pino";
import type { Settings } from "../config.ts";
import { standardError } from "./standard-error.ts";

/** The log, on the standard error: the standard output has the ready line only. */
export async function createLog({ logLevel, logFormat }: Settings): Promise<Logger> {
	if (logLevel === "silent") return pino({ level: "silent" });
	const pretty = logFormat === "pretty" || (logFormat === "auto" && process.stderr.isTTY === true);
	return pino({ level: logLevel, base: null }, (pretty ? await prettyStream() : undefined) ?? standardError());
}

/** For people; undefined where pino-pretty is not installed, which only development needs. */
async function prettyStream(): Promise<DestinationStream | undefined> {
	try {
		const { default: build } = await import("pino-pretty");
		return build({ destination: standardError(), translateTime: "SYS:HH:MM:ss.l", ignore: "pid,hostname" });
	} catch {
		return undefined;
	}
}
