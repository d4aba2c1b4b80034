import { spawn, spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { connect } from "node:tls";
import type { Emulator } from "../../../src/index.ts";

const program = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"].find(
	(name) => spawnSync(name, ["--version"]).error === undefined,
);

/** False, or why there is no browser to test with; in CI a missing one fails. */
export const noBrowser =
	program === undefined && process.env.REQUIRE_REAL_CLIENTS === undefined && "Chromium is not installed";

/** A file of the page: its media type and text. */
export type PageFiles = Readonly<Record<string, readonly [type: string, text: string]>>;

/**
 * Opens `/` of `files` in headless Chromium, which takes the emulator's certificates for good.
 * @returns what the page posts to `/result`, as JSON
 */
export async function runPage(t: TestContext, emulator: Emulator, files: PageFiles): Promise<unknown> {
	if (program === undefined) throw new Error("Chromium is not installed");
	const { promise, resolve, reject } = withResolvers<unknown>();
	const server = createServer((request, response) => {
		const path = request.url?.split("?", 1)[0] ?? "";
		if (path === "/result") {
			let text = "";
			request.setEncoding("utf8").on("data", (part) => {
				text += part;
			});
			request.on("end", () => {
				response.end();
				resolve(JSON.parse(text));
			});
			return;
		}
		const [type, text] = files[path] ?? ["text/plain", ""];
		response.writeHead(path in files ? 200 : 404, { "content-type": type }).end(text);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const profile = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	const keys = await Promise.all([keyOf(emulator.ports.https), keyOf(emulator.ports.wss)]);
	const browser = spawn(
		program,
		[
			"--headless",
			"--no-sandbox", // CI runs as root
			"--disable-gpu",
			"--disable-dev-shm-usage",
			"--remote-debugging-port=0", // without it, it would end when the page has loaded
			`--user-data-dir=${profile}`,
			`--ignore-certificate-errors-spki-list=${keys.join(",")}`,
			`http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		],
		// A group of its own: the browser is several processes, and all of them have to go.
		{ stdio: ["ignore", "ignore", "pipe"], detached: true },
	);
	let output = "";
	browser.stderr.setEncoding("utf8").on("data", (part) => {
		output += part;
	});
	const gone = once(browser, "exit");
	void gone.then(([code]) => reject(new Error(`${program} ended with ${code}: ${output}`)));
	t.after(async () => {
		if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, "SIGKILL");
		await gone;
		browser.stderr.destroy();
		server.closeAllConnections();
		server.close();
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	});
	return promise;
}

/** Hash of the public key of a listener's certificate, as Chromium's flag takes it. */
async function keyOf(port: number): Promise<string> {
	const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
	await once(socket, "secureConnect");
	const certificate = new X509Certificate(socket.getPeerCertificate().raw);
	socket.destroy();
	const key = certificate.publicKey.export({ type: "spki", format: "der" });
	return createHash("sha256").update(key).digest("base64");
}

function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void } {
	let resolve: (value: T) => void = () => {};
	let reject: (error: Error) => void = () => {};
	const promise = new Promise<T>((settle, fail) => {
		resolve = settle;
		reject = fail;
	});
	return { promise, resolve, reject };
}
