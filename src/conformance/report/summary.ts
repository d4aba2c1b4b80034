import type { CaseResult, Report } from "../result.ts";

const signs: Record<CaseResult["judgement"]["verdict"], string> = {
	pass: "✔",
	"pass with warnings": "!",
	fail: "✖",
	"not applicable": "-",
	"could not judge": "?",
};

/** One case in a line, and what is behind it when it did not simply pass. */
export function resultLines({ case: { id, title, clause, rule }, judgement }: CaseResult): string[] {
	const { verdict, reason, warnings = [] } = judgement;
	const lines = [`${signs[verdict]} ${id}: ${title}`];
	if (verdict !== "pass") lines.push(`    ${reason}`, ...warnings.map((warning) => `    warning: ${warning}`));
	if (verdict === "fail") lines.push(`    to pass: ${rule} (${clause})`);
	return lines;
}

/** The counts and the verdict. */
export function summaryLines({ results, verdict }: Report): string[] {
	const counted = (Object.keys(signs) as (keyof typeof signs)[]).flatMap((each) => {
		const count = results.filter(({ judgement }) => judgement.verdict === each).length;
		return count === 0 ? [] : [`${count} ${each}`];
	});
	return [`${results.length} ${results.length === 1 ? "case" : "cases"}: ${counted.join(", ")}`, `Verdict: ${verdict}`];
}
