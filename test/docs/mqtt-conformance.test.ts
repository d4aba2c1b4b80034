import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

interface Row {
	readonly clause: string;
	readonly state: string;
	readonly test: string;
}

const page = readFileSync("docs/mqtt-conformance.md", "utf8");
const rows: Row[] = [...page.matchAll(/^\| (MQTT-[\d.]+-\d+) \|.*$/gm)].map(([line, clause = ""]) => {
	const [, , , state = "", , text = ""] = line.split(" | ").join("|").split("|");
	return { clause, state: state.trim(), test: text.trim() };
});

/** How many statements each section of MQTT 3.1.1 has (appendix B). */
const statements: Readonly<Record<string, number>> = {
	"1.5.3": 3,
	"2.2.2": 2,
	"2.3.1": 7,
	"3.1.0": 2,
	"3.1.2": 24,
	"3.1.3": 11,
	"3.1.4": 5,
	"3.2.0": 1,
	"3.2.2": 6,
	"3.3.1": 12,
	"3.3.2": 3,
	"3.3.4": 1,
	"3.3.5": 2,
	"3.6.1": 1,
	"3.8.1": 1,
	"3.8.3": 4,
	"3.8.4": 6,
	"3.9.3": 2,
	"3.10.1": 1,
	"3.10.3": 2,
	"3.10.4": 6,
	"3.12.4": 1,
	"3.14.1": 1,
	"3.14.4": 3,
	"4.1.0": 2,
	"4.2.0": 1,
	"4.3.1": 1,
	"4.3.2": 2,
	"4.3.3": 2,
	"4.4.0": 1,
	"4.5.0": 2,
	"4.6.0": 6,
	"4.7.1": 3,
	"4.7.2": 1,
	"4.7.3": 4,
	"4.8.0": 2,
	"6.0.0": 4,
	"7.0.0": 2,
	"7.1.1": 1,
	"7.1.2": 1,
};

test("the page has every normative statement of MQTT 3.1.1 once", () => {
	const wanted = Object.entries(statements).flatMap(([section, count]) =>
		Array.from({ length: count }, (_, index) => `MQTT-${section}-${index + 1}`),
	);
	assert.deepEqual(rows.map(({ clause }) => clause).sort(), wanted.sort());
});

test("its totals are those of its rows", () => {
	const count = (state: string) => rows.filter((row) => row.state === state).length;
	const totals = `${count("kept")} of the ${rows.length} statements are kept, ${count("deviates")} deviate, ${count("client")} bind clients only, ${count("not applicable")} do not apply.`;
	assert.ok(page.includes(totals), totals);
});

test("every statement that is kept has a test that names it", () => {
	for (const { clause, state, test: text } of rows) {
		const [, file, title] = /^`([\w/-]+)`(?:: (.*))?$/.exec(text) ?? [];
		assert.ok(state !== "kept" || file !== undefined, `${clause} has no test`);
		if (file === undefined) continue;
		const path = `test/broker/${file}.test.ts`;
		assert.ok(existsSync(path), path);
		const source = readFileSync(path, "utf8");
		if (file !== "mqtt-js") assert.ok(source.includes(title ?? clause), `${path} does not name ${title ?? clause}`);
	}
});
