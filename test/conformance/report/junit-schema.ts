import assert from "node:assert/strict";
import type { Element } from "./read-xml.ts";

interface Rule {
	readonly required: readonly string[];
	readonly optional: readonly string[];
	readonly children: readonly string[];
	readonly hasText?: true;
}

const problem: Rule = { required: [], optional: ["type", "message"], children: [], hasText: true };
const output: Rule = { required: [], optional: [], children: [], hasText: true };

/** What junit-10.xsd of Jenkins' xUnit plugin says of the elements that are used here. */
const rules: Readonly<Record<string, Rule>> = {
	testsuites: { required: [], optional: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"] },
	testsuite: {
		required: ["name", "tests", "failures", "errors"],
		optional: ["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
		children: ["testsuite", "properties", "testcase", "system-out", "system-err"],
	},
	testcase: {
		required: ["name"],
		optional: ["time", "classname", "group"],
		children: ["skipped", "error", "failure", "system-out", "system-err"],
	},
	skipped: problem,
	error: problem,
	failure: problem,
	"system-out": output,
	"system-err": output,
};

const time = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;

/** Fails the test when a document is not as the schema has it. @param elements those of the whole document */
export function assertJunit(elements: readonly Element[]): void {
	assert.equal(elements[0]?.name, "testsuites");
	for (const { name, attributes, parent, text } of elements) {
		const rule = rules[name] ?? assert.fail(`no element of the schema: ${name}`);
		if (parent !== undefined) assert.ok(rules[parent]?.children.includes(name), `${name} in ${parent}`);
		for (const required of rule.required) assert.ok(required in attributes, `${name} has no ${required}`);
		const known = [...rule.required, ...rule.optional];
		for (const given of Object.keys(attributes)) assert.ok(known.includes(given), `${name} with ${given}`);
		if (rule.hasText === undefined) assert.equal(text.trim(), "", `text in ${name}`);
		if (attributes.time !== undefined) assert.match(attributes.time, time);
		for (const counted of ["tests", "failures", "errors", "skipped", "id"])
			if (attributes[counted] !== undefined) assert.match(attributes[counted], /^\d+$/);
		if (attributes.timestamp !== undefined) assert.match(attributes.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
	}
}
