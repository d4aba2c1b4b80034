import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { load } from "./load.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Files as a user would have them: a chain, its key and the CA. */
async function files(test: TestContext) {
	const folder = await temporaryFolder(test);
	const { material } = await load();
	const [cert = "", key = "", otherKey = ""] = [material.cert[0], material.key[0], material.key[1]];
	const write = async (name: string, text: string) => {
		await writeFile(join(folder, name), text);
		return join(folder, name);
	};
	return {
		material: { cert, key, ca: material.ca },
		certFile: await write("cert.pem", cert),
		chainFile: await write("chain.pem", `A comment\n${cert}${material.ca}`),
		keyFile: await write("key.pem", key),
		otherKeyFile: await write("other-key.pem", otherKey),
		lockedKeyFile: await write(
			"locked-key.pem",
			createPrivateKey(key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
		),
		caFile: await write("ca.pem", material.ca),
		textFile: await write("text.pem", "hello"),
		missingFile: join(folder, "missing.pem"),
	};
}

describe("a certificate of the user's own", () => {
	it("is served as it is, its CA handed out", async (test) => {
		const { certFile, keyFile, caFile, material } = await files(test);
		assert.deepEqual((await load({ ownCertificate: { certFile, keyFile, caFile }, minVersion: "TLSv1.3" })).material, {
			cert: [material.cert],
			key: [material.key],
			ca: material.ca,
			minVersion: "TLSv1.3",
		});
	});

	it("without a CA file hands out the end of its chain", async (test) => {
		const { certFile, chainFile, keyFile, material } = await files(test);
		assert.equal((await load({ ownCertificate: { certFile: chainFile, keyFile } })).material.ca, material.ca);
		assert.equal((await load({ ownCertificate: { certFile, keyFile } })).material.ca, material.cert);
	});

	for (const [wrong, message] of [
		[{ certFile: "missingFile" }, /^cannot read .*missing\.pem: ENOENT/],
		[{ keyFile: "missingFile" }, /^cannot read .*missing\.pem: ENOENT/],
		[{ caFile: "missingFile" }, /^cannot read .*missing\.pem: ENOENT/],
		[{ certFile: "textFile" }, /text\.pem holds no certificate in PEM form$/],
		[{ caFile: "textFile" }, /text\.pem holds no certificate in PEM form$/],
		[{ keyFile: "textFile" }, /text\.pem holds no unencrypted private key in PEM form$/],
		[{ keyFile: "lockedKeyFile" }, /locked-key\.pem holds no unencrypted private key in PEM form$/],
		[
			{ keyFile: "otherKeyFile" },
			/^the private key in .*other-key\.pem is not that of the certificate in .*cert\.pem$/,
		],
	] as const) {
		const [[option, kind] = ["", ""]] = Object.entries(wrong);
		it(`with ${option} = ${kind} is refused, naming both`, async (test) => {
			const made = await files(test);
			const { certFile, keyFile, caFile } = made;
			const file = made[kind as keyof typeof made] as string;
			const ownCertificate = { certFile, keyFile, caFile, [option]: file };
			await assert.rejects(load({ ownCertificate }), { name: "CertificateError", option, file, message });
		});
	}
});
