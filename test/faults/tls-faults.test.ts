import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { Duplex } from "node:stream";
import test, { type TestContext } from "node:test";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { faultyCertificates, loadCertificates } from "../../src/broker/certificates.ts";
import { FaultRuleError } from "../../src/faults/fault-rule-error.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/index.ts";
import { temporaryFolder } from "../broker/certificates/temporary-folder.ts";
import { anonymousCredentials, connectDevice } from "../helpers/device.ts";

const listeners = ["tls", "wss", "https"] as const;
type SecureListener = (typeof listeners)[number];
const host = "127.0.0.1";

async function started(t: TestContext, options: EmulatorOptions = {}): Promise<Emulator> {
	const emulator = await createEmulator(options);
	t.after(() => emulator.close(0));
	return emulator;
}

/** What a client makes of the certificate, and the bytes of that. */
async function handshake({ ports, ca }: Emulator, listener: SecureListener, servername = "localhost") {
	const socket = connect({ host, port: ports[listener], ca, servername, rejectUnauthorized: false });
	await once(socket, "secureConnect");
	const certificate = socket.getPeerCertificate() as DetailedPeerCertificate;
	// Node's types say Error; it is the code.
	const error = socket.authorizationError as unknown as string | null;
	socket.destroy();
	return { error, size: certificate.raw.length };
}

const verdicts = {
	expired: "CERT_HAS_EXPIRED",
	"wrong-host": "ERR_TLS_CERT_ALTNAME_INVALID",
	untrusted: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/,
	large: null,
} as const;

function assertVerdict(error: string | null, action: keyof typeof verdicts): void {
	const expected = verdicts[action];
	if (expected instanceof RegExp) assert.match(String(error), expected);
	else assert.equal(error, expected);
}

for (const action of ["expired", "wrong-host", "untrusted", "large"] as const) {
	test(`${action}: on the listener of the rule, while the rule is there`, async (t) => {
		const emulator = await started(t);
		for (const listener of listeners) {
			const normal = await handshake(emulator, listener);
			assert.equal(normal.error, null);
			const { id } = await emulator.faults.add({ on: "tls", action, listener });
			const faulty = await handshake(emulator, listener);
			assertVerdict(faulty.error, action);
			assert.equal(faulty.size >= 1.2 * normal.size, action === "large");
			for (const other of listeners) {
				if (other !== listener) assert.deepEqual((await handshake(emulator, other)).error, null);
			}
			assert.equal((await emulator.faults.get(id))?.hits, 1);
			await emulator.faults.remove(id);
			assert.deepEqual(await handshake(emulator, listener), normal);
		}
	});

	test(`tls-mode ${action}, and a rule with which it is normal`, async (t) => {
		const emulator = await started(t, { tlsMode: action });
		for (const listener of listeners) assertVerdict((await handshake(emulator, listener)).error, action);
		const { id } = await emulator.faults.add({ on: "tls", action: "normal" });
		const sizes = await Promise.all(listeners.map((listener) => handshake(emulator, listener)));
		assert.deepEqual(new Set(sizes.map(({ error }) => error)), new Set([null]));
		await emulator.faults.remove(id);
		for (const listener of listeners) assertVerdict((await handshake(emulator, listener)).error, action);
	});
}

test("a rule for some handshakes ends by itself, and clear and reset end any", async (t) => {
	const emulator = await started(t);
	const { faults } = emulator;
	const errors = async (count: number) => {
		const result: (string | null)[] = [];
		for (let each = 0; each < count; each++) result.push((await handshake(emulator, "tls")).error);
		return result;
	};
	const { id } = await faults.add({ on: "tls", action: "expired", listener: ["tls", "wss"], after: 1, times: 2 });
	const bad = "CERT_HAS_EXPIRED";
	assert.deepEqual(await errors(4), [null, bad, bad, null]);
	const status = await faults.get(id);
	assert.deepEqual([status?.hits, status?.matches, status?.state], [2, 3, "ended"]);
	await faults.add({ on: "tls", action: "expired" });
	assert.deepEqual(await errors(1), [bad]);
	await faults.clear();
	assert.deepEqual(await errors(1), [null]);
	await faults.add({ on: "tls", action: "untrusted" });
	await emulator.reset();
	assert.deepEqual(await errors(1), [null]);
});

test("connections that are there go on, and a session of before is not resumed past the fault", async (t) => {
	const emulator = await started(t);
	const { ports, ca, faults } = emulator;
	const device = await connectDevice(emulator, "mqtts", anonymousCredentials(emulator));
	t.after(() => device.client.end(true));
	// In TLS 1.2 the session is there when the handshake is done.
	const options = { host, port: ports.tls, ca, servername: "localhost", maxVersion: "TLSv1.2" } as const;
	const before = connect(options);
	await once(before, "secureConnect");
	const session = before.getSession();
	before.destroy();
	await faults.add({ on: "tls", action: "expired" });
	const after = connect({ ...options, session, rejectUnauthorized: false });
	await once(after, "secureConnect");
	assert.equal(after.isSessionReused(), false);
	assert.equal(after.authorizationError as unknown, "CERT_HAS_EXPIRED");
	after.destroy();
	assert.equal((await device.request("GET", "/thing-if/apps/emulator/targets/thing:none/states")).status, 403);
});

test("real clients refuse, and come again when the rule is gone", async (t) => {
	const emulator = await started(t);
	await emulator.faults.add({ on: "tls", action: "expired" });
	for (const transport of ["mqtts", "wss"] as const) {
		const attempt = connectDevice(emulator, transport, anonymousCredentials(emulator));
		await assert.rejects(attempt, { code: "CERT_HAS_EXPIRED" });
	}
	await emulator.faults.clear();
	for (const transport of ["mqtts", "wss"] as const) {
		await (await connectDevice(emulator, transport, anonymousCredentials(emulator))).close();
	}
});

test("a new advertised host is in the faulty certificates, too, and the rule goes on", async (t) => {
	const emulator = await started(t);
	await emulator.faults.add({ on: "tls", action: "expired" });
	await emulator.advertised.set({ host: "device.test" });
	assert.equal((await handshake(emulator, "tls", "device.test")).error, "CERT_HAS_EXPIRED");
	await emulator.faults.clear();
	assert.equal((await handshake(emulator, "tls", "device.test")).error, null);
});

test("with an own certificate only that of a stranger is possible", async (t) => {
	const folder = await temporaryFolder(t);
	const log = { debug() {}, info() {}, warn() {}, error() {} };
	const own = await loadCertificates({ minVersion: "TLSv1.2", extraNames: [], log, now: Date.now() });
	const file = async (name: string, text = "") => {
		await writeFile(join(folder, name), text);
		return join(folder, name);
	};
	const tlsCert = await file("cert.pem", own.cert[1]);
	const tlsKey = await file("key.pem", own.key[1]);
	const tlsCa = await file("ca.pem", own.ca);
	const emulator = await started(t, { tlsCert, tlsKey, tlsCa });
	assert.equal((await handshake(emulator, "tls")).error, null);
	await assert.rejects(
		emulator.faults.add({ on: "tls", action: "expired" }),
		(error) => error instanceof FaultRuleError && /tls-cert/.test(error.fields.action ?? ""),
	);
	assert.deepEqual(await emulator.faults.list(), []);
	await emulator.faults.add({ on: "tls", action: "untrusted" });
	assertVerdict((await handshake(emulator, "tls")).error, "untrusted");
	await assert.rejects(createEmulator({ tlsCert, tlsKey, tlsCa, tlsMode: "large" }), { setting: "tls-mode" });
});

test("large certificates of every key type have at least a quarter more bytes", async () => {
	const log = { debug() {}, info() {}, warn() {}, error() {} };
	const now = Date.now();
	const normal = await loadCertificates({ minVersion: "TLSv1.2", extraNames: [], log, now });
	const large = await faultyCertificates("large", normal, now);
	const sizes = (certificates: readonly string[]) => certificates.map((pem) => new X509Certificate(pem).raw.length);
	for (const [index, size] of sizes(large?.cert ?? []).entries()) {
		assert.ok(size >= 1.25 * (sizes(normal.cert)[index] ?? 0), `${size}`);
	}
	assert.equal(large?.cert.length, 2);
});

test("the journal tells of a client that breaks the handshake off, and with which alert", async (t) => {
	const emulator = await started(t);
	await emulator.faults.add({ on: "tls", action: "expired" });
	for (const listener of listeners) {
		const port = emulator.ports[listener];
		const socket = connectTcp(port, host);
		t.after(() => socket.destroy());
		// Says hello, and answers the certificate as OpenSSL and mbed TLS do, and Node does not: certificate_expired (45).
		const lines = new Duplex({ read() {}, write: (hello, _encoding, done) => void socket.write(hello, done) });
		connect({ socket: lines, maxVersion: "TLSv1.2" }).on("error", () => {});
		socket.once("data", () => socket.write(Buffer.from([0x15, 3, 3, 0, 2, 2, 45])));
		const match = { kind: "connection", event: "handshake-failed", listener } as const;
		const { entries } = await emulator.journal.wait({ match, timeoutMs: 60_000 });
		const { seq, time, elapsed, ...entry } = entries[0] ?? assert.fail();
		assert.deepEqual(entry, {
			...match,
			remoteAddress: host,
			reason: "the client finds the emulator's certificate expired",
			alert: "certificate expired",
		});
		assert.ok(seq > 0 && time > 0 && elapsed > 0);
	}
});
