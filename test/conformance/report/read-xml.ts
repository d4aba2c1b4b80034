import assert from "node:assert/strict";

export interface Element {
	readonly name: string;
	/** Name of the element that it is in. */
	readonly parent: string | undefined;
	readonly attributes: Record<string, string>;
	text: string;
}

const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The elements of a document in their order. It is strict: what is not well-formed XML without a DTD fails the test. */
export function readXml(document: string): Element[] {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
	assert.doesNotMatch(document, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
	const elements: Element[] = [];
	const open: Element[] = [];
	let rest = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
	while (rest !== "") {
		const [token = ""] = /^<[^<>]*>|^[^<]+/.exec(rest) ?? [];
		assert.notEqual(token, "", `not XML: ${rest.slice(0, 80)}`);
		rest = rest.slice(token.length);
		if (!token.startsWith("<")) {
			const inside = open.at(-1);
			if (inside === undefined) assert.equal(token.trim(), "", "text outside the root");
			else inside.text += decoded(token);
		} else if (token.startsWith("</")) {
			assert.equal(open.pop()?.name, token.slice(2, -1).trim(), token);
		} else {
			const [, name = "", attributes = "", end] = /^<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/.exec(token) ?? [];
			assert.notEqual(name, "", `not a tag: ${token}`);
			const element = { name, parent: open.at(-1)?.name, attributes: attributesOf(attributes), text: "" };
			assert.ok(open.length > 0 || elements.length === 0, "a second root");
			elements.push(element);
			if (end === "") open.push(element);
		}
	}
	assert.equal(open.length, 0, `not closed: ${open.map(({ name }) => name).join(", ")}`);
	return elements;
}

function attributesOf(text: string): Record<string, string> {
	const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, decoded(value)]);
	const attributes = Object.fromEntries(pairs);
	assert.equal(Object.keys(attributes).length, pairs.length, `an attribute twice: ${text}`);
	return attributes;
}

function decoded(text: string): string {
	return text.replace(/&([^;]*;?)/g, (_, reference: string) => {
		const found = references[reference.slice(0, -1)];
		assert.ok(found !== undefined && reference.endsWith(";"), `not a reference: &${reference}`);
		return found;
	});
}
