import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { day, load } from "./load.ts";

describe("the certificates of a development CA", () => {
	const now = Date.UTC(2030, 5, 1);
	const made = load({
		now,
		extraNames: ["Emulator.test", "192.0.2.7", "[2001:db8::7]", "::ffff:192.0.2.8", "*", "no name", "fe80::1%eth0"],
	});
	const parsed = async () => {
		const { material } = await made;
		return {
			ca: new X509Certificate(material.ca),
			servers: material.cert.map((pem) => new X509Certificate(pem)),
			keys: material.key.map((pem) => createPrivateKey(pem)),
		};
	};

	it("are one of EC P-256 and one of RSA 2048, each with its key, signed by an RSA CA", async () => {
		const { ca, servers, keys } = await parsed();
		assert.deepEqual(
			servers.map(({ publicKey }) => [
				publicKey.asymmetricKeyType,
				publicKey.asymmetricKeyDetails?.namedCurve ?? publicKey.asymmetricKeyDetails?.modulusLength,
			]),
			[
				["ec", "prime256v1"],
				["rsa", 2048],
			],
		);
		assert.equal(ca.publicKey.asymmetricKeyType, "rsa");
		assert.equal(ca.ca, true);
		for (const [index, server] of servers.entries()) {
			assert.ok(server.checkPrivateKey(keys[index] ?? assert.fail()));
			assert.ok(server.checkIssued(ca));
			assert.ok(server.verify(ca.publicKey));
			assert.equal(server.ca, false);
		}
	});

	for (const name of [
		"localhost",
		"host.docker.internal",
		"kii-emulator",
		"api.kii.com",
		"api-us.kii.com",
		"api-jp.kii.com",
		"api-cn3.kii.com",
		"api-sg.kii.com",
		"api-eu.kii.com",
		"mqtt-jp.kii.com",
		"anything.kii.com",
		"emulator.test",
	]) {
		it(`serve the host ${name}`, async () => {
			for (const server of (await parsed()).servers) assert.ok(server.checkHost(name));
		});
	}

	for (const address of ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.8"]) {
		it(`serve the address ${address}`, async () => {
			for (const server of (await parsed()).servers) assert.ok(server.checkIP(address));
		});
	}

	it("leave out what is no name", async () => {
		for (const server of (await parsed()).servers)
			assert.doesNotMatch(server.subjectAltName ?? "", /DNS:\*(,|$)|no name|eth0/);
	});

	it("begin a day ago; the servers' end after 397 days, the CA's after ten years", async () => {
		const { ca, servers } = await parsed();
		for (const { validFrom, validTo } of servers) {
			assert.equal(Date.parse(validFrom), now - day);
			assert.equal(Date.parse(validTo), now + 396 * day - 1000);
		}
		assert.equal(Date.parse(ca.validFrom), now - day);
		assert.equal(Date.parse(ca.validTo), now + 3653 * day);
	});

	it("are for TLS servers only", async () => {
		for (const server of (await parsed()).servers) assert.deepEqual(server.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
	});

	it("have unlike serial numbers", async () => {
		const { ca, servers } = await parsed();
		assert.equal(new Set([ca, ...servers].map(({ serialNumber }) => serialNumber)).size, 3);
	});

	it("come from one CA for all emulators of the process, whatever their names", async () => {
		const [{ material: one }, { material: other }] = [await made, await load({ now, extraNames: ["other.test"] })];
		assert.equal(other.ca, one.ca);
		assert.deepEqual(other.key, one.key);
		assert.ok(new X509Certificate(other.cert[0] ?? "").checkHost("other.test"));
	});

	it("are valid for an emulator whose clock shows another century", async () => {
		const { material } = await load({ now: Date.UTC(2100, 0, 1, 0, 0, 0, 999) });
		const [ca, server] = [material.ca, material.cert[0] ?? ""].map((pem) => new X509Certificate(pem));
		assert.ok(ca && server?.verify(ca.publicKey));
		for (const made of [ca, server]) assert.equal(Date.parse(made?.validFrom ?? ""), Date.UTC(2099, 11, 31));
	});
});
