import { readFileSync } from "node:fs";

/** The version of this package. */
export const version: string = readVersion(new URL(".", import.meta.url));

// Compiled code lies one folder deep in the package and two in a test build.
function readVersion(folder: URL): string {
	for (const up of ["../package.json", "../../package.json"]) {
		try {
			const { name, version: found } = JSON.parse(readFileSync(new URL(up, folder), "utf8"));
			if (name === "kii-emulator") return found;
		} catch {}
	}
	return "unknown";
}
