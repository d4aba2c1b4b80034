import type { CaseResult, Report } from "../result.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { ladder } from "./ladder.ts";

const style = `
:root { color-scheme: light dark; --line: #8886; --bad: #c62828; --warn: #b26a00; --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --warn: #ffb74d; --good: #81c784; } }
h1, h2, td { overflow-wrap: anywhere; } h2 small { font-weight: normal; opacity: .7; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.pass { color: var(--good); } .fail, .could-not-judge { color: var(--bad); } .pass-with-warnings { color: var(--warn); }
section { border: 1px solid var(--line); border-radius: 8px; padding: 0 1rem 1rem; margin: 1.5rem 0; }
svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: currentColor; text-anchor: middle; }
svg .head { font-weight: bold; font-size: 13px; } svg .time { text-anchor: start; opacity: .7; }
svg path { stroke: currentColor; fill: none; } svg .life { opacity: .4; } svg .note { stroke-dasharray: 2 4; opacity: .5; }
svg .lost { stroke-dasharray: 6 4; } svg .marked { stroke: var(--bad); stroke-width: 2; } svg text.marked { stroke: none; fill: var(--bad); font-weight: bold; }
`;

/** One page that needs nothing else: all verdicts, and a sequence picture of each case that did not pass. */
export function htmlReport(report: Report): string {
	const { device, profile, transport, emulatorVersion, startedAt, verdict, results } = report;
	const head = `${profile} · ${transport} · kii-emulator ${emulatorVersion} · ${new Date(startedAt).toISOString()}`;
	const pictured = results.filter(({ judgement }) => !["pass", "not applicable"].includes(judgement.verdict));
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Conformance of ${escapeMarkup(device)}</title><style>${style}</style></head><body>
<h1>Conformance of ${escapeMarkup(device)}</h1>
<p><strong class="${cssClass(verdict)}">${verdict}</strong> · ${escapeMarkup(head)}</p>
<table><thead><tr><th>case</th><th>verdict</th><th>what was seen</th></tr></thead><tbody>
${results.map(tableRow).join("\n")}
</tbody></table>
${pictured.map(section).join("\n")}
</body></html>
`;
}

const cssClass = (verdict: string): string => verdict.replaceAll(" ", "-");

function tableRow({ case: { id, title }, judgement: { verdict, reason } }: CaseResult): string {
	const name = ["pass", "not applicable"].includes(verdict) ? id : `<a href="#${id}">${id}</a>`;
	return `<tr><td>${name}<br><small>${escapeMarkup(title)}</small></td><td class="${cssClass(verdict)}">${verdict}</td><td>${escapeMarkup(reason)}</td></tr>`;
}

function section({ case: of, judgement, entries }: CaseResult): string {
	const { verdict, reason, warnings = [], evidence = [] } = judgement;
	return `<section id="${of.id}"><h2>${escapeMarkup(of.title)} <small>${of.id}</small></h2>
<p class="${cssClass(verdict)}"><strong>${verdict}</strong>: ${escapeMarkup(reason)}</p>
${warnings.length > 0 ? `<ul>${warnings.map((warning) => `<li>${escapeMarkup(warning)}</li>`).join("")}</ul>` : ""}
<p>The emulator: ${escapeMarkup(of.stimulus)}<br>To pass: ${escapeMarkup(of.rule)}<br><small>${escapeMarkup(of.clause)}</small></p>
${entries.length > 0 ? ladder(entries, evidence) : ""}</section>`;
}
