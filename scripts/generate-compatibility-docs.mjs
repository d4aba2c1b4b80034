// Writes the part of docs/compatibility.md that lists the calls, from the compiled route table.
//   node scripts/generate-compatibility-docs.mjs [--check] [--from FILE]
// --check changes nothing and exits with 1 when the page is stale. --from: the compiled src/http/server.ts, by default
// that of `npm run pretest`.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { check, from } = parseArgs({
	options: { check: { type: "boolean" }, from: { type: "string", default: "build/src/http/server.js" } },
}).values;
const page = "docs/compatibility.md";
const [start, end] = ["<!-- calls -->\n", "<!-- /calls -->\n"];

/** Headings, in their order, and the paths below each; the first that matches has the call. */
const resources = [
	[
		"Out of scope",
		/\/(?:integration|events|analytics|aggregation-rules|conversion-rules|hooks|_experiments|facebook|google|qq|renren|twitter)(?:\/|$)/,
	],
	["Apps", /^\/api\/apps$/],
	["Log-in", /\/oauth2\/token$/],
	["App configuration", /\/configuration\/parameters\b/],
	["Access control lists", /\/acl\b/],
	["Push messages", /\/push\/messages$/],
	["Topics and their subscriptions", /\/topics?\b/],
	["Bucket subscriptions", /\/push\/subscriptions\b/],
	["Object bodies", /\/body\b|^\/api\/x\//],
	["Buckets and objects", /\/buckets\b/],
	["Groups", /^\/api\/apps\/:appID\/groups\b/],
	["Users", /^\/api\/apps\/:appID\/users\b/],
	["Push installations", /^\/api\/apps\/:appID\/installations\b/],
	["Onboarding", /\/onboardings$/],
	["States", /\/targets\/:target\/states(?:-bulk)?(?!.*query)/],
	["State history", /\/targets\/:target\/states.*query$/],
	["Commands", /\/targets\/:target\/commands\b/],
	["Triggers", /\/targets\/:target\/triggers\b/],
	["Gateways and end nodes", /\/end-nodes\b/],
	["Things", /\/things\b/],
	["Traits, thing types and firmware versions", /\/(?:traits|thing-types|firmware-versions)\b/],
	["Server code", /\/server-code\b/],
	["The emulator itself", /^\/_emulator(?:\/|$)/],
	["Others", /./],
];

const { buildHttp } = await import(pathToFileURL(from).href);
const written = readFileSync(page, "utf8");
const [before, , after] = split(written);
const fresh = before + start + tables(await routesOf(buildHttp)) + end + after;
if (fresh !== written) {
	if (check) {
		console.error(`${page} is stale: run npm run pretest && node scripts/generate-compatibility-docs.mjs`);
		process.exitCode = 1;
	} else writeFileSync(page, fresh);
}

/** The routes stand in the table before any of them is called, so what they work on may be missing. */
async function routesOf(build) {
	const { app, routes } = await build({
		core: { settings: {} },
		clock: {},
		journal: {},
		log: {},
		maxBodySize: 1,
		maxObjectBody: 1,
		transportCaller() {},
		controlGuard() {},
		health() {},
		ca() {},
	});
	await app.close();
	return routes;
}

function split(text) {
	const [before, rest] = text.split(start);
	const [inside, after] = rest?.split(end) ?? [];
	if (after === undefined) throw new Error(`${page} has no ${start.trim()} … ${end.trim()}`);
	return [before, inside, after];
}

function tables(routes) {
	return resources
		.map(([heading], index) => {
			const own = routes.filter(({ path }) => resources.findIndex(([, pattern]) => pattern.test(path)) === index);
			return own.length === 0 ? "" : section(heading, own);
		})
		.join("");
}

function section(heading, routes) {
	const rows = routes.map(({ method, path, config: { call, inferred } }) => {
		if (call === undefined) throw new Error(`${method} ${path} has no config.call`);
		const transports = path.startsWith("/thing-if/") ? "HTTP, HTTPS, MQTT" : "HTTP, HTTPS";
		const shown = path.replace(/:(\w+)/g, "{$1}");
		return `| ${call} | \`${method} ${shown}\` | ${transports} | ${state(call, inferred)} |`;
	});
	return ["", `### ${heading}`, "", "| Call | Request | Over | State |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function state(call, inferred) {
	if (call.endsWith("(out of scope)")) return "501 OPERATION_NOT_IMPLEMENTED";
	return inferred === undefined ? "complete" : `inferred. ${inferred.replaceAll("|", "\\|")}`;
}
