import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import { day, load } from "./load.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Made once and copied, as making keys takes long. */
async function template(now?: number) {
	const dataDir = join(await mkdtemp(join(tmpdir(), "kii-emulator-test-")), "data");
	return { dataDir, ...(await load({ dataDir, ...(now === undefined ? {} : { now }) })) };
}
const in2030 = Date.UTC(2030, 0, 1);
const [made, madeElsewhere, madeIn2030] = await Promise.all([template(), template(), template(in2030)]);
after(() =>
	Promise.all([made, madeElsewhere, madeIn2030].map(({ dataDir }) => rm(dirname(dataDir), { recursive: true }))),
);

/** A data folder in which certificates were made, and its files. */
async function filled(test: TestContext, source = made) {
	const { material, logged } = source;
	const dataDir = join(await temporaryFolder(test), "data");
	await cp(source.dataDir, dataDir, { recursive: true });
	const file = (name: string) => join(dataDir, "tls", name);
	return { dataDir, material, logged, file };
}

describe("certificates in a data folder", () => {
	it("are made once and said so", async (test) => {
		const { dataDir, material, logged } = await filled(test);
		assert.deepEqual(logged, ["made a development CA; TLS clients must trust it"]);
		assert.deepEqual(await load({ dataDir }), { material, logged: [] });
	});

	it("lie in files that only the owner can read, but for the CA", {
		skip: process.platform === "win32",
	}, async (test) => {
		const { dataDir, file } = await filled(test);
		const mode = async (name: string) => ((await stat(file(name))).mode & 0o777).toString(8);
		assert.deepEqual((await readdir(join(dataDir, "tls"))).sort(), ["ca-key.pem", "ca.pem", "server.pem"]);
		assert.equal(await mode("ca-key.pem"), "600");
		assert.equal(await mode("server.pem"), "600");
	});

	it("hand out exactly the CA of ca.pem", async (test) => {
		const { material, file } = await filled(test);
		assert.equal(await readFile(file("ca.pem"), "utf8"), material.ca);
	});

	it("are made anew by the same CA for a new name, and then serve the old ones too", async (test) => {
		const { dataDir, material } = await filled(test);
		const { material: renamed, logged } = await load({ dataDir, extraNames: ["new.test"] });
		assert.deepEqual(logged, ["making new server certificates: the stored ones lack new.test"]);
		assert.equal(renamed.ca, material.ca);
		assert.notDeepEqual(renamed.cert, material.cert);
		assert.deepEqual((await load({ dataDir })).material, renamed);
	});

	it("are made anew by the same CA 30 days before they end", async (test) => {
		const { dataDir, material } = await filled(test, madeIn2030);
		assert.deepEqual((await load({ dataDir, now: in2030 + 365 * day })).material, material);
		const { material: renewed, logged } = await load({ dataDir, now: in2030 + 367 * day });
		assert.match(String(logged), /^making new server certificates: the stored ones end on /);
		assert.equal(renewed.ca, material.ca);
		assert.notDeepEqual(renewed.cert, material.cert);
	});

	for (const [damage, text] of [
		["are cut short", (server: string) => server.slice(0, -1000)],
		["are empty", () => ""],
		[
			"are something else",
			() =>
				"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		],
	] as const) {
		it(`are made anew by the same CA when they ${damage}`, async (test) => {
			const { dataDir, material, file } = await filled(test);
			await writeFile(file("server.pem"), text(await readFile(file("server.pem"), "utf8")));
			const { material: repaired, logged } = await load({ dataDir });
			assert.deepEqual(logged, ["making new server certificates: the stored ones are damaged"]);
			assert.equal(repaired.ca, material.ca);
			assert.deepEqual((await load({ dataDir })).material, repaired);
		});
	}

	it("are made anew when they are those of another folder", async (test) => {
		const [{ dataDir, file }, other] = [await filled(test), await filled(test, madeElsewhere)];
		await writeFile(file("server.pem"), await readFile(other.file("server.pem")));
		assert.match(String((await load({ dataDir })).logged), /of another CA/);
	});

	it("are made anew, CA and all, when the CA has ended", async (test) => {
		const { dataDir, material } = await filled(test, madeIn2030);
		const { material: renewed, logged } = await load({ dataDir, now: in2030 + 3654 * day });
		assert.match(String(logged), /the development CA ended on .*: a new one is needed/);
		assert.notEqual(renewed.ca, material.ca);
	});

	it("need no CA key as long as nothing is to be made", async (test) => {
		const { dataDir, material, file } = await filled(test);
		await rm(file("ca-key.pem"));
		const { caKey, ...others } = material;
		assert.notEqual(caKey, undefined);
		assert.deepEqual((await load({ dataDir })).material, others);
		await assert.rejects(load({ dataDir, extraNames: ["new.test"] }), {
			name: "CertificateError",
			option: "dataDir",
			file: file("ca-key.pem"),
			message: /^ca-key.pem is missing in .*: restore it, or delete the folder to have a new CA made$/,
		});
	});

	it("survive a crash between the CA's key and the CA", async (test) => {
		const { dataDir, file } = await filled(test);
		await rm(file("ca.pem"));
		await rm(file("server.pem"));
		const { material } = await load({ dataDir });
		assert.deepEqual((await load({ dataDir })).material, material);
	});

	for (const [file, text, fault] of [
		["ca.pem", "nonsense", /ca\.pem is damaged/],
		["ca-key.pem", "nonsense", /ca-key\.pem is damaged/],
		["ca-key.pem", undefined, /ca-key\.pem is not the key of .*ca\.pem/],
	] as const) {
		it(`are refused, not replaced: ${fault.source}`, async (test) => {
			const { dataDir, file: path } = await filled(test);
			const other = await filled(test, madeElsewhere);
			await writeFile(path(file), text ?? (await readFile(other.file(file))));
			await assert.rejects(load({ dataDir }), {
				name: "CertificateError",
				option: "dataDir",
				file: path(file),
				message: fault,
			});
		});
	}

	it("are refused when the CA is not one of ours", async (test) => {
		const { dataDir, material, file } = await filled(test);
		await writeFile(file("ca.pem"), material.cert[0] ?? "");
		await assert.rejects(load({ dataDir }), { name: "CertificateError", message: /was not made by kii-emulator/ });
	});

	it("name the file that can not be read", async (test) => {
		const { dataDir, file } = await filled(test);
		await rm(file("ca.pem"));
		await mkdir(file("ca.pem"));
		await assert.rejects(load({ dataDir }), {
			name: "CertificateError",
			option: "dataDir",
			message: /^cannot read .*ca\.pem: EISDIR/,
		});
	});

	it("name the file that can not be written", async (test) => {
		const dataDir = await temporaryFolder(test);
		await writeFile(join(dataDir, "tls"), "in the way");
		await assert.rejects(load({ dataDir }), {
			name: "CertificateError",
			option: "dataDir",
			message: /^cannot (read|write) .*tls/,
		});
	});
});
