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
	{ name: `Paho JavaScript ${pahoVersion}`, command: node("paho.mjs"), transports: ["ws"] },
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
		const { command, transport, profile } = run;
		// What fails to come back is known after half a minute.
		const report = await runConformance({
			command,
			transport,
			profile,
			timeout: 40_000,
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
	const known = told.get(key) ?? { reason, of: new Set() };
	known.of.add(of);
	told.set(key, known);
}
const text = [
	`Run on ${new Date().toISOString().slice(0, 10)} with a keepalive of 5 s by \`npm run conformance:clients\`, Node ${process.version}.`,
	"",
	`| client | transport | profile | ${verdicts.join(" | ")} |`,
	`|---|---|---|${verdicts.map(() => "---|").join("")}`,
	...rows,
	"",
	...[...told].map(([key, { reason, of }]) => `- **${key}** (${[...of].join("; ")}): ${reason.replace(/[<*_`]/g, "")}`),
	"",
].join("\n");
console.log(text);
const written = readFileSync(page, "utf8");
const [before, rest] = written.split(start);
const [, after] = rest?.split(end) ?? [];
if (after === undefined) throw new Error(`${page} has no ${start.trim()} … ${end.trim()}`);
if (!values.dry) writeFileSync(page, `${before}${start}\n${text}\n${end}${after}`);
