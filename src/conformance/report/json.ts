import type { Report } from "../result.ts";

/** The whole report, packets included, for programs. `format` counts up when its shape changes. */
export function jsonReport(report: Report): string {
	return `${JSON.stringify({ format: 1, ...report }, null, 2)}\n`;
}
