import assert from "node:assert/strict";
import { webcrypto, X509Certificate } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as x509 from "@peculiar/x509";
import { day, load } from "./load.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The DER encoding in hexadecimal; the library would choose PrintableString. */
const utf8String = (text: string) => Buffer.of(0x0c, text.length, ...Buffer.from(text)).toString("hex");
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

describe("a CA that an earlier version made", () => {
	for (const [identifier, extensions, expected] of [
		["computed in another way", [new x509.SubjectKeyIdentifierExtension("0123456789")], /^0123456789$/],
		["left out", [], /^[0-9a-f]{40}$/],
	] as const) {
		it(`signs, its key identifier ${identifier}`, async (test) => {
			const keys = await webcrypto.subtle.generateKey(
				{ ...algorithm, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
				true,
				["sign", "verify"],
			);
			const made = await x509.X509CertificateGenerator.createSelfSigned({
				name: `CN=#${utf8String("kii-emulator development CA")}`,
				keys,
				notAfter: new Date(Date.now() + day),
				extensions: [new x509.BasicConstraintsExtension(true, undefined, true), ...extensions],
			});
			const dataDir = await temporaryFolder(test);
			const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
			await mkdir(join(dataDir, "tls"));
			await writeFile(join(dataDir, "tls", "ca-key.pem"), x509.PemConverter.encode(key, "PRIVATE KEY"));
			await writeFile(join(dataDir, "tls", "ca.pem"), made.toString("pem"));

			const { material } = await load({ dataDir });
			const ca = new X509Certificate(material.ca);
			assert.equal(material.ca, made.toString("pem"));
			for (const server of material.cert) {
				assert.ok(new X509Certificate(server).checkIssued(ca));
				assert.ok(new X509Certificate(server).verify(ca.publicKey));
				const { issuerName, extensions: own } = new x509.X509Certificate(server);
				assert.deepEqual(issuerName.toArrayBuffer(), made.subjectName.toArrayBuffer());
				const authority = own.find((extension) => extension instanceof x509.AuthorityKeyIdentifierExtension);
				assert.match(authority?.keyId ?? "", expected);
			}
		});
	}
});
