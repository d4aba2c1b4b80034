/** Headers as the journal keeps them: names in lower case, each before its value. An object for them would weigh twice as much. */
export type KeptHeaders = readonly string[];

export function keepHeaders(headers: Readonly<Record<string, unknown>>): KeptHeaders {
	const kept: string[] = [];
	for (const field in headers) {
		const value = headers[field];
		if (value === undefined) continue;
		kept.push(field.toLowerCase(), Array.isArray(value) ? value.join(", ") : String(value));
	}
	return kept;
}

export function headersOf(kept: KeptHeaders): [name: string, value: string][] {
	const headers: [string, string][] = [];
	for (let at = 0; at < kept.length; at += 2) headers.push([kept[at] ?? "", kept[at + 1] ?? ""]);
	return headers;
}
