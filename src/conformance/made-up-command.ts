import type { DeviceSettings } from "./bench.ts";

/** The push of a command that the emulator does not know: its result is answered 404, and it is told by its ID. */
export function madeUpCommand(
	commandID: string,
	{ schema, schemaVersion, actions }: Pick<DeviceSettings, "schema" | "schemaVersion" | "actions">,
	more: Readonly<Record<string, unknown>> = {},
): string {
	return JSON.stringify({ schema, schemaVersion, commandID, actions, issuer: "user:conformance", ...more });
}
