import type { Entry } from "../../journal/entry.ts";
import { entryText } from "./entry-text.ts";
import { escapeMarkup } from "./escape-markup.ts";

const width = 760;
const device = 150;
const emulator = width - 150;
const rowHeight = 26;
const top = 40;
/** Rows of a picture; a longer story is shown around its evidence. */
const most = 60;

/** A sequence picture as SVG: the device on the left, the emulator on the right, a row for each thing that happened. */
export function ladder(entries: readonly Entry[], evidence: readonly number[]): string {
	const shown = chosen(entries, evidence);
	const height = top + shown.length * rowHeight + 20;
	const start = shown[0]?.time ?? 0;
	const rows = shown.map((entry, index) => row(entry, top + index * rowHeight + 18, start, evidence));
	return [
		`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="sequence of packets between device and emulator">`,
		`<text x="${device}" y="20" class="head">device</text><text x="${emulator}" y="20" class="head">emulator</text>`,
		`<path class="life" d="M${device} 28V${height}M${emulator} 28V${height}"/>`,
		...rows,
		"</svg>",
	].join("\n");
}

function chosen(entries: readonly Entry[], evidence: readonly number[]): readonly Entry[] {
	if (entries.length <= most) return entries;
	const around = entries.filter((entry, index) => {
		const near = entries.slice(Math.max(0, index - 4), index + 5);
		return near.some(({ seq }) => evidence.includes(seq)) || entry.kind === "connection";
	});
	return (around.length > 0 ? around : entries).slice(0, most);
}

function row(entry: Entry, y: number, start: number, evidence: readonly number[]): string {
	const marked = evidence.includes(entry.seq) ? " marked" : "";
	const time = `<text x="4" y="${y + 4}" class="time">${((entry.time - start) / 1000).toFixed(3)} s</text>`;
	const text = escapeMarkup(entryText(entry));
	const short = escapeMarkup(cut(entryText(entry)));
	const label = `<text x="${width / 2}" y="${y - 4}" class="label${marked}">${short}<title>${text}</title></text>`;
	return `<g>${time}${line(entry, y, marked)}${label}</g>`;
}

function line(entry: Entry, y: number, marked: string): string {
	if (entry.kind !== "mqtt" && entry.kind !== "http" && entry.kind !== "api") {
		return `<path class="note${marked}" d="M${device} ${y}H${emulator}"/>`;
	}
	const inwards = entry.kind !== "mqtt" || entry.direction === "in";
	const [from, to, back] = inwards ? [device, emulator, -7] : [emulator, device, 7];
	const lost = entry.fault !== undefined ? " lost" : "";
	return `<path class="arrow${marked}${lost}" d="M${from} ${y}H${to}m${back} -4l${-back} 4l${back} 4"/>`;
}

const cut = (text: string): string => (text.length > 68 ? `${text.slice(0, 67)}…` : text);
