import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { load } from "./load.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const skip = spawnSync("openssl", ["version"]).status === 0 ? false : "there is no openssl here";

describe("openssl", { skip }, () => {
	it("verifies the certificates by every rule it knows", async (test) => {
		const folder = await temporaryFolder(test);
		const { material } = await load({ extraNames: ["emulator.test"] });
		const file = async (name: string, pem: string) => {
			await writeFile(join(folder, name), pem);
			return join(folder, name);
		};
		const ca = await file("ca.pem", material.ca);
		const servers = await Promise.all(material.cert.map((pem, index) => file(`${index}.pem`, pem)));
		const purpose = ["-purpose", "sslserver", "-verify_hostname", "emulator.test"];
		for (const [certificate, options] of [[ca, []] as const, ...servers.map((server) => [server, purpose] as const)]) {
			const verify = ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", ca, ...options, certificate];
			const { stdout, stderr } = spawnSync("openssl", verify, { encoding: "utf8" });
			assert.equal(stdout + stderr, `${certificate}: OK\n`);
		}
	});
});
