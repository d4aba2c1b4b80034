// Takes clients of others through the conformance cases that are for them, in real time (some minutes), and writes their
// verdicts into docs/conformance.md.
//   npm run conformance:clients [-- part of a client's name …]      --dry writes nothing
// Needs mosquitto_sub; a client that is not installed is left out.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { runConformance } from "../dist/index.js";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { dry: { type: "boolean" } } });
const page = "docs/conformance.md";
const [start, end] = ["<!-- clients -->\n", "<!-- /clients -->\n"];
const { version: mqttVersion } = createRequire(import.meta.url)("mqtt/package.json");
const { version: pahoVersion } = createRequire(import.meta.url)("paho-mqtt/package.json");
const mosquitto = spawnSync("mosquitto_sub", ["--help"], { encoding: "utf8" });
const mosquittoVersion = /version ([\d.]+)/.exec(`${mosquitto.stdout}`)?.[1];

const node = (file) => `NODE_EXTRA_CA_CERTS="$KII_CA_FILE" "${process.execPath}" scripts/conformance-clients/${file}`;
const sub = (tls) =>
	`exec mosquitto_sub -h $KII_MQTT_HOST -p $KII_MQTT_PORT ${tls} -k 5 -i $KII_MQTT_CLIENT_ID -u "$KII_MQTT_USERNAME" -P "$KII_MQTT_PASSWORD" -t $KII_MQTT_TOPIC`;
// A keepalive of some seconds, so that a run takes minutes and not hours.
const clients = [
	{ name: `MQTT.js ${mqttVersion}`, command: node("mqtt-js.mjs"), transports: ["tcp", "tls", "ws", "wss"] },
	// It doubles its pauses, beside the 30 s that it gives each attempt.
	{ name: `Paho JavaScript ${pahoVersion}`, command: node("paho.mjs"), transports: ["ws"], timeout: 120_000 },
	...(mosquittoVersion === undefined
		? []
		: [
				{ name: `mosquitto_sub ${mosquittoVersion}`, command: sub(""), transports: ["tcp"] },
				{ name: `mosquitto_sub ${mosquittoVersion}`, command: sub('--cafile "$KII_CA_FILE"'), transports: ["tls"] },
			]),
];
const runs = clients
	.flatMap(({ transports, ...client }) =>
		transports.flatMap((transport) => {
			const profiles = transport === "tcp" || transport === "ws" ? ["kii", "mqtt311", "aws"] : ["kii"];
			return profiles.map((profile) => ({ ...client, transport, profile }));
		}),
	)
	.filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)));

const anyPort = { httpPort: 0, httpsPort: 0, mqttPort: 0, mqttsPort: 0, wsPort: 0, wssPort: 0, logLevel: "error" };
const reports = await Promise.all(
	runs.map(async (run) => {
		// What fails to come back is known soon: mosquitto_sub has exited, and MQTT.js has ended its client.
		const { command, transport, profile, timeout = 40_000 } = run;
		const report = await runConformance({
			command,
			transport,
			profile,
			timeout,
			emulator: anyPort,
			onProgress(progress) {
				if (progress.kind !== "result") return;
				const { case: of, judgement, durationMs } = progress.result;
				if (judgement.verdict === "not applicable") return;
				const told = judgement.verdict === "pass" ? "" : `: ${judgement.reason}`;
				console.log(
					`${run.name} ${transport} ${profile} ${of.id}: ${judgement.verdict} (${Math.round(durationMs / 1000)} s)${told}`,
				);
			},
		});
		console.log(`${run.name} ${transport} ${profile}: ${report.verdict}`);
		return { run, report };
	}),
);

const count = ({ results }, verdict) => results.filter(({ judgement }) => judgement.verdict === verdict).length;
const verdicts = ["pass", "pass with warnings", "fail", "not applicable", "could not judge"];
const rows = reports.map(
	({ run, report }) =>
		`| ${run.name} | ${run.transport} | ${run.profile} | ${verdicts.map((verdict) => count(report, verdict) || "–").join(" | ")} |`,
);
const found = reports.flatMap(({ run, report }) =>
	report.results
		.filter(({ judgement: { verdict } }) => verdict === "fail" || verdict === "pass with warnings")
		.map(({ case: { id }, judgement: { verdict, reason } }) => ({
			id,
			verdict,
			reason,
			of: `${run.name} ${run.transport}`,
		})),
);
const told = new Map();
for (const { id, verdict, reason, of } of found) {
	const key = `${id}: ${verdict}`;
	const known = told.get(key) ?? { id, saids: new Map(), of: new Set() };
	known.of.add(of);
	// What differs in its figures only is told once.
	const said = reason.replace(/[<*_`]/g, "");
	known.saids.set(said.replace(/[\d.]+/g, "#"), said);
	told.set(key, known);
}
/** Where the fault lies, by the part of a case's ID and of a client's name. */
const reasons = [
	[
		/^connecting-refused/,
		"MQTT.js",
		"it ends its client when it is refused; `reconnectOnConnackError: true` has it come again",
	],
	[/^connecting-refused/, "mosquitto", "it exits when it is refused; whatever starts it must start it again"],
	[
		/connack-withheld|back-off|jitter/,
		"MQTT.js",
		"`reconnectPeriod` is one second, always; a program must change it itself between attempts",
	],
	[
		/connack-withheld|back-off|jitter/,
		"mosquitto",
		"its library waits a second each time, and it has no option for more",
	],
	[
		/back-off|jitter|waits/,
		"Paho",
		"it comes at once when it was let in before, and doubles its pauses only where it was not",
	],
	[/mute-broker/, "Paho", "it waits a whole keepalive for PINGRESP, behind the one before PINGREQ"],
	[/mute-broker/, "mosquitto", "it waits a whole keepalive for PINGRESP, behind the one before PINGREQ"],
];

/** What the cases say of clients that they are not for; the profile and transport of each case are in the list below. */
const foreign = new Map();
for (const { report } of reports)
	for (const { case: of, judgement } of report.results)
		if (judgement.verdict === "not applicable" && !judgement.reason.startsWith("not a case of")) {
			const ids = foreign.get(judgement.reason) ?? new Set();
			foreign.set(judgement.reason, ids.add(of.id));
		}

const text = [
	`Run on ${new Date().toISOString().slice(0, 10)} with a keepalive of 5 s by \`npm run conformance:clients\`, Node ${process.version}.`,
	"",
	`| client | transport | profile | ${verdicts.join(" | ")} |`,
	`|---|---|---|${verdicts.map(() => "---|").join("")}`,
	...rows,
	"",
	"What did not simply pass, and where the fault lies:",
	"",
	...[...told].map(([key, { id, saids, of }]) => {
		const clients = [...of];
		const why = reasons
			.filter(([part, client]) => part.test(id) && clients.some((name) => name.startsWith(client)))
			.map(([, client, where]) => `${client}: ${where}`);
		const said = [...saids.values()].join(" / ");
		return `- **${key}** (${clients.join("; ")}): ${said}.${why.length > 0 ? ` ${why.join(". ")}.` : ""}`;
	}),
	"",
	"These clients connect with an endpoint from their environment, subscribe and do nothing else, so that cases are not applicable to them:",
	"",
	...[...foreign].map(([reason, ids]) => `- ${reason}: ${[...ids].join(", ")}`),
	"",
].join("\n");
console.log(text);
const written = readFileSync(page, "utf8");
const [before, rest] = written.split(start);
const [, after] = rest?.split(end) ?? [];
if (after === undefined) throw new Error(`${page} has no ${start.trim()} … ${end.trim()}`);
if (!values.dry) writeFileSync(page, `${before}${start}\n${text}\n${end}${after}`);
