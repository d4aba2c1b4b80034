import type { Report } from "../result.ts";
import { htmlReport } from "./html.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";

/** Reports by the ending of the file they are for. */
export const reportFormats: Readonly<Record<string, (report: Report) => string>> = {
	json: jsonReport,
	xml: junitReport,
	md: markdownReport,
	html: htmlReport,
};

/** The report for a file of that name; undefined when its ending tells none. */
export function reportFor(file: string): ((report: Report) => string) | undefined {
	const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
	return Object.hasOwn(reportFormats, ending) ? reportFormats[ending] : undefined;
}
