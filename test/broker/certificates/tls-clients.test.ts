import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpsServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { type ConnectionOptions, connect, createServer, type PeerCertificate } from "node:tls";
import { type TlsVersion, tlsServerOptions } from "../../../src/broker/certificates.ts";
import { load } from "./load.ts";

/** Connects to a server whose lowest version is `minVersion`, checks the certificate against the CA, tells what was agreed. */
async function handshake(test: TestContext, minVersion: TlsVersion, options: ConnectionOptions) {
	const { material } = await load({ minVersion });
	const server = createServer(tlsServerOptions(material), (socket) => socket.end());
	test.after(() => server.close());
	server.on("tlsClientError", () => {});
	await once(server.listen(0, "127.0.0.1"), "listening");
	const { port } = server.address() as AddressInfo;
	const client = connect({ port, host: "127.0.0.1", ca: material.ca, ...options });
	test.after(() => client.destroy());
	await once(client, "secureConnect");
	const { asn1Curve } = client.getPeerCertificate() as PeerCertificate & { asn1Curve?: string };
	const keyType = asn1Curve === undefined ? "RSA" : "EC";
	return { version: client.getProtocol(), keyType, authorized: client.authorized };
}

const rsaOnly = "RSA-PSS+SHA256:RSA+SHA256";
const ecdsa = "ECDHE-ECDSA-AES128-GCM-SHA256";
const legacy = "DEFAULT:@SECLEVEL=0";
const legacyRsa = "AES128-SHA:@SECLEVEL=0";

describe("TLS clients, given nothing but the CA", () => {
	const only = (version: TlsVersion) => ({ minVersion: version, maxVersion: version });
	for (const [client, minVersion, options, version, keyType] of [
		["an ordinary one", "TLSv1.2", {}, "TLSv1.3", "EC"],
		["one of TLS 1.2", "TLSv1.2", only("TLSv1.2"), "TLSv1.2", "any"],
		["one of TLS 1.2 without EC certificates", "TLSv1.2", { ...only("TLSv1.2"), sigalgs: rsaOnly }, "TLSv1.2", "RSA"],
		["one of TLS 1.3 without EC certificates", "TLSv1.2", { ...only("TLSv1.3"), sigalgs: rsaOnly }, "TLSv1.3", "RSA"],
		["one with RSA key exchange only", "TLSv1.2", { ...only("TLSv1.2"), ciphers: "AES128-SHA256" }, "TLSv1.2", "RSA"],
		["one with ECDSA suites only", "TLSv1.2", { ...only("TLSv1.2"), ciphers: ecdsa }, "TLSv1.2", "EC"],
		["one of TLS 1.0, when allowed", "TLSv1", { ...only("TLSv1"), ciphers: legacy }, "TLSv1", "any"],
		["one of TLS 1.0 with RSA key exchange", "TLSv1", { ...only("TLSv1"), ciphers: legacyRsa }, "TLSv1", "RSA"],
		["one of TLS 1.1, when allowed", "TLSv1.1", { ...only("TLSv1.1"), ciphers: legacy }, "TLSv1.1", "any"],
		["an ordinary one, when TLS 1.0 is allowed", "TLSv1", {}, "TLSv1.3", "EC"],
		["an ordinary one, when TLS 1.3 is asked for", "TLSv1.3", {}, "TLSv1.3", "EC"],
	] as const satisfies [string, TlsVersion, ConnectionOptions, TlsVersion, "EC" | "RSA" | "any"][]) {
		it(`${client}: ${version}, certificate ${keyType}`, async (test) => {
			const agreed = await handshake(test, minVersion, options);
			assert.equal(agreed.version, version);
			assert.equal(agreed.authorized, true);
			if (keyType !== "any") assert.equal(agreed.keyType, keyType);
		});
	}

	for (const [client, minVersion, options] of [
		["one of TLS 1.1", "TLSv1.2", { ...only("TLSv1.1"), ciphers: legacy }],
		["one of TLS 1.0, when 1.1 is allowed", "TLSv1.1", { ...only("TLSv1"), ciphers: legacy }],
		["one of TLS 1.2, when 1.3 is asked for", "TLSv1.3", only("TLSv1.2")],
	] as const satisfies [string, TlsVersion, ConnectionOptions][]) {
		it(`${client}: refused`, async (test) => {
			await assert.rejects(handshake(test, minVersion, options), { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
		});
	}

	it("reach an HTTPS server with the same options", async (test) => {
		const { material } = await load();
		const server = createHttpsServer(tlsServerOptions(material), (_request, response) => response.end("here"));
		test.after(() => server.close());
		await once(server.listen(0, "127.0.0.1"), "listening");
		const { port } = server.address() as AddressInfo;
		const request = get({ host: "127.0.0.1", port, ca: material.ca, servername: "api-jp.kii.com", agent: false });
		const [response] = await once(request, "response");
		assert.equal(String((await once(response, "data"))[0]), "here");
	});
});
