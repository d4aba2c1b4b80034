import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOfTopic } from "../../src/api-topics/topic.ts";
import { seededIds } from "../../src/system/random-ids.ts";

const owner = { clientID: "CLIENT", appID: "app" };
const path = (tail: string) => pathOfTopic(`p/CLIENT/thing-if/apps/app/${tail}`, owner);

for (const [tail, expected] of [
	["onboardings", "onboardings"],
	["targets/thing:th.727f20b00022-8d18-5e11/states", "targets/thing:th.727f20b00022-8d18-5e11/states"],
	["targets/THING:th.1/commands/c-1/action-results", "targets/THING:th.1/commands/c-1/action-results"],
	["targets/thing:th.1/commands?bestEffortLimit=5&x=a?b/..", "targets/thing:th.1/commands?bestEffortLimit=5&x=a?b/.."],
	["targets/thing:th.1/states/", "targets/thing:th.1/states/"],
	["targets//thing:th.1/states", "targets//thing:th.1/states"],
	["a%20b%2Fc%C3%A9", "a%20b%2Fc%C3%A9"],
	["a b", "a%20b"],
	["a\tb\nc\u007f", "a%09b%0Ac%7F"],
	["温度/é", "%E6%B8%A9%E5%BA%A6/%C3%A9"],
	["\u{1f511}", "%F0%9F%94%91"],
	["half\ud83d", "half%EF%BF%BD"],
	["a#b", "a%23b"],
	['"<>\\^`{|}[]', "%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D"],
	["100%/5%g0/%", "100%/5%g0/%"],
	["", ""],
	["...", "..."],
	[".hidden/x..y", ".hidden/x..y"],
] as const) {
	test(`the topic tail ${JSON.stringify(tail)} stands for the path ${expected}`, () => {
		assert.equal(path(tail), `/thing-if/apps/app/${expected}`);
	});
}

for (const tail of [
	"..",
	".",
	"../other/onboardings",
	"a/../b",
	"%2e%2E/other/x",
	".%2e/x",
	"%2E./x",
	"a/%2e/b",
	"a/..?x=1",
]) {
	test(`the dot segments of ${tail} make it no path`, () => assert.equal(path(tail), undefined));
}

for (const topic of [
	"p/OTHER/thing-if/apps/app/onboardings",
	"p/CLIENT/thing-if/apps/other/onboardings",
	"p/CLIENT/thing-if/apps/app",
	"p/CLIENT/thing-if/apps/app2/x",
	"p/CLIENT/api/apps/app/users",
	"p/CLIENT//thing-if/apps/app/x",
	"CLIENT",
	"",
]) {
	test(`the topic ${JSON.stringify(topic)} is no path of the app`, () =>
		assert.equal(pathOfTopic(topic, owner), undefined));
}

test("no topic becomes the path of another app by the parsing of a URL", () => {
	const pieces = [
		"..",
		".",
		"%2e",
		"%2E",
		"%",
		"/",
		"\\",
		"%2f",
		"%5c",
		"\t",
		"\n",
		"\r",
		" ",
		"#",
		"?",
		"@",
		":",
		";",
		"é",
		"a",
		"//",
		"\u0000",
	];
	const bytes = seededIds("topics").bytes(40_000);
	let accepted = 0;
	for (let index = 0; index + 8 <= bytes.length; index += 8) {
		const tail = Array.from(bytes.subarray(index, index + 8), (byte) => pieces[byte % pieces.length]).join("");
		const target = path(tail);
		if (target === undefined) continue;
		accepted++;
		const { pathname, host } = new URL(target, "http://localhost");
		assert.ok(
			pathname.startsWith("/thing-if/apps/app/") && host === "localhost",
			JSON.stringify({ tail, pathname, host }),
		);
		assert.equal(pathname, target.split("?", 1)[0]);
	}
	assert.ok(accepted > 500);
});
