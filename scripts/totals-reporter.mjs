// A reporter of node:test that says only, at the end, how many tests passed and failed: "12 passed, 0 failed".
export default async function* totals(events) {
	const counts = {};
	for await (const { type, data } of events) {
		// The run's own totals come as its last remarks: "pass 12".
		const [, name, count] = (type === "test:diagnostic" && /^([a-z]+) (\d+)$/.exec(data.message)) || [];
		if (name !== undefined && data.nesting === 0) counts[name] = Number(count);
	}
	const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = counts;
	const left = [skipped > 0 && `${skipped} skipped`, todo > 0 && `${todo} to do`].filter(Boolean);
	yield [`${pass} passed`, `${fail + cancelled} failed`, ...left].join(", ");
}
