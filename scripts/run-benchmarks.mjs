// Answers the questions of bench/table/ one after the other, each in processes of its own and within a time limit, and writes
// bench/RESULTS.md. With arguments: the questions, and the other benchmarks of bench/, whose name contains one of them, and the
// table is printed only. BENCH_SMALL=1 asks with small numbers, to see on a busy machine that they can be answered; it writes no file.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { basename } from "node:path";

/** Of a question; all of them together stay below a quarter of an hour. */
const limitSeconds = 150;
const wanted = process.argv.slice(2);
const isSmall = (process.env.BENCH_SMALL ?? "") !== "";

const table = "build/bench/table";
const order = ["start", "memory", "connects", "round-trip", "requests", "push", "websocket", "growth"];
const place = (file) => (order.indexOf(basename(file, ".question.js")) + order.length + 1) % (order.length + 1);
const questions = readdirSync(table)
	.filter((file) => file.endsWith(".question.js"))
	.sort((one, other) => place(one) - place(other));
const benchmarks = readdirSync("build/bench").filter((file) => file.endsWith(".bench.js"));
const names = questions.map((file) => basename(file, ".question.js"));
// The name of a question is that question only.
const isWanted = (file) =>
	wanted.some((part) => (names.includes(part) ? file === `${part}.question.js` : file.includes(part)));
const chosen = wanted.length === 0 ? questions : questions.filter(isWanted);

if (chosen.some((file) => /connects|push/.test(file))) needMosquitto();
const results = [];
for (const file of chosen) {
	console.log(`== ${file}`);
	const begin = performance.now();
	const { rows, failure } = await ask(`${table}/${file}`);
	const seconds = ((performance.now() - begin) / 1000).toFixed(0);
	for (const row of rows) console.log(lineOf(row));
	console.log(failure === undefined ? `(${seconds} s)` : `no answer after ${seconds} s: ${failure}`);
	results.push({ file, rows, failure });
}
if (chosen.length > 0) finish();

for (const file of benchmarks.filter(isWanted)) {
	console.log(`== ${file}`);
	const { status } = spawnSync(process.execPath, ["--enable-source-maps", `build/bench/${file}`], { stdio: "inherit" });
	if (status !== 0) process.exitCode = status ?? 1;
}

/** A question in a group of processes of its own, so that none of them is left, whatever becomes of it. */
function ask(file) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, ["--enable-source-maps", file], {
			detached: true,
			stdio: ["ignore", "inherit", "inherit", "ipc"],
		});
		let rows = [];
		let failure;
		const late = setTimeout(() => {
			failure = `it took more than ${limitSeconds} s`;
			end(child);
		}, limitSeconds * 1000);
		child.on("message", (answer) => {
			rows = answer;
		});
		child.on("close", (code, signal) => {
			clearTimeout(late);
			end(child);
			if (rows.length === 0) failure ??= `it has ended with ${signal ?? code}`;
			resolve({ rows, failure });
		});
	});
}

function end({ pid }) {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// Nobody is left.
	}
}

function isMet({ ratio, bar }) {
	return "atMost" in bar ? ratio <= bar.atMost : ratio >= bar.atLeast;
}

function barOf({ bar }) {
	return "atMost" in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`;
}

function lineOf(row) {
	const { question, ours, peer, ratio } = row;
	const cells = [question, ours, peer, ratio.toFixed(2), barOf(row), isMet(row) ? "met" : "**not met**"];
	return `| ${cells.join(" | ")} |`;
}

function finish() {
	const lines = results.flatMap(({ file, rows, failure }) =>
		failure === undefined
			? rows.map(lineOf)
			: [`| ${basename(file, ".question.js")} | no answer: ${failure} | | | | **not met** |`],
	);
	const text = `# How fast it is

Written by \`npm run bench\` (\`scripts/run-benchmarks.mjs\`; the questions are in \`bench/table/\`), ${new Date().toISOString().slice(0, 10)}.

${machine().join("\n")}

Each side is in processes of its own; the rounds of the sides take turns, and each begins with another one. Figures are medians of rounds; a
ratio is the median of the ratios of rounds, ours to the peer's. [NOTES.md](NOTES.md) says what was tried.

| question | ours | peer | ratio | bar | |
|---|---|---|---|---|---|
${lines.join("\n")}
`;
	if (wanted.length === 0 && !isSmall) writeFileSync("bench/RESULTS.md", text);
	else console.log(`\n${text}`);
	if (results.some(({ rows, failure }) => failure !== undefined || !rows.every(isMet))) process.exitCode = 1;
}

function machine() {
	const [cpu] = cpus();
	const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
	const mosquitto = /mosquitto version (\S+)/.exec(mosquittoHelp() ?? "")?.[1] ?? "not there";
	return [
		`- Machine: ${cpu?.model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}, loopback.`,
		`- Node ${process.version.slice(1)}; mosquitto ${mosquitto}, aedes ${version("aedes")}, fastify ${version("fastify")}, each on its defaults.`,
		`- kii-emulator ${JSON.parse(readFileSync("package.json", "utf8")).version}, on its defaults, journal on.`,
	];
}

function mosquittoHelp() {
	const env = { PATH: `${process.env.PATH}:/usr/sbin` };
	// Its help ends with a status that is not 0.
	return spawnSync("mosquitto", ["-h"], { env, encoding: "utf8" }).stdout;
}

/** Debian's package, where it is missing and may be installed. */
function needMosquitto() {
	if (mosquittoHelp() !== null && mosquittoHelp() !== undefined) return;
	const isRoot = process.getuid?.() === 0;
	const [program, ...before] = isRoot ? ["env"] : ["sudo", "-n", "env"];
	const install = [
		"DEBIAN_FRONTEND=noninteractive",
		"apt-get",
		"install",
		"-y",
		"-q",
		"--no-install-recommends",
		"mosquitto",
	];
	console.log("mosquitto is not here: installing Debian's package");
	const { status } = spawnSync(program, [...before, ...install], { stdio: ["ignore", "ignore", "inherit"] });
	if (status !== 0) console.error("it could not be installed: questions that need it will have no answer");
}
