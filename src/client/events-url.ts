/** Where the WebSocket of the events is, below a base URL; fields without a value are left out. */
export function eventsUrl(base: string, query: Readonly<Record<string, unknown>>): string {
	const url = new URL(`${base.replace(/^http/, "ws")}/_emulator/events`);
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) url.searchParams.set(name, String(value));
	}
	return url.href;
}
