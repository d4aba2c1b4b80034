// Writes docs/seed.schema.json, the JSON Schema of seed documents, from the compiled src/seed/document.ts.
//   node scripts/generate-seed-schema.mjs [--check]
// --check changes nothing and exits with 1 when the file is stale. Needs `npm run pretest`.
import { readFileSync, writeFileSync } from "node:fs";

const file = "docs/seed.schema.json";
const { SeedDocument } = await import("../build/src/seed/document.js");
const schema = { $schema: "http://json-schema.org/draft-07/schema#", title: "Seed of kii-emulator", ...SeedDocument };
const fresh = `${JSON.stringify(schema, null, "\t")}\n`;
if (!process.argv.includes("--check")) writeFileSync(file, fresh);
else if (readFileSync(file, "utf8") !== fresh) {
	console.error(`${file} is stale: run npm run docs`);
	process.exitCode = 1;
}
