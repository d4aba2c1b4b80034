import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { temporaryFolder } from "./temporary-folder.ts";

const program = `
	import { createRequire } from "node:module";
	const [certificates, options] = process.argv.slice(1);
	const line = () => {};
	const { loadCertificates } = await import(certificates);
	await loadCertificates({
		minVersion: "TLSv1.2",
		extraNames: [],
		now: Date.now(),
		log: { debug: line, info: line, warn: line, error: line },
		...JSON.parse(options),
	});
	const loaded = Object.keys(createRequire(import.meta.url).cache);
	console.log(loaded.some((file) => /[\\\\/]@peculiar[\\\\/]x509[\\\\/]/.test(file)));
`;

/** Whether a process of its own loads the X509 library for its certificates. */
async function loadsLibrary(options: object): Promise<boolean> {
	const certificates = new URL("../../../src/broker/certificates.js", import.meta.url).href;
	const { stdout } = await promisify(execFile)(process.execPath, [
		"--input-type=module",
		"--eval",
		program,
		certificates,
		JSON.stringify(options),
	]);
	return JSON.parse(stdout);
}

describe("the X509 library", () => {
	it("is loaded only when certificates are made", async (test) => {
		const dataDir = join(await temporaryFolder(test), "data");
		assert.equal(await loadsLibrary({ dataDir }), true);
		assert.equal(await loadsLibrary({ dataDir }), false);
		const certFile = join(dataDir, "tls", "server.pem");
		assert.equal(await loadsLibrary({ ownCertificate: { certFile, keyFile: certFile } }), false);
	});
});
