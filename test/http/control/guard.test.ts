// Who may use the control API: web pages may not, other machines only where they are let in.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ControlGuardOptions, createControlGuard } from "../../../src/http/control/guard.ts";
import { createTestHttp } from "../../helpers/http.ts";

const closed: ControlGuardOptions = { control: "loopback", controlHosts: [], ownHosts: () => [] };
const path = "/_emulator/apps/emulator/push-records";

interface Asked {
	readonly headers?: Record<string, string>;
	readonly remoteAddress?: string;
	readonly url?: string;
	readonly method?: string;
}

function ask(options: Partial<ControlGuardOptions>, asked: Asked = {}): string | undefined {
	const { headers, ...rest } = asked;
	return createControlGuard({ ...closed, ...options })({
		method: "POST",
		url: "/_emulator/reset",
		headers: { host: "localhost:8080", ...headers },
		remoteAddress: "127.0.0.1",
		...rest,
	})?.message;
}

describe("the Host header", () => {
	for (const host of [
		"localhost",
		"LOCALHOST:8080",
		"localhost.:8080",
		"kii.localhost:1",
		"127.0.0.1:8080",
		"[::1]:8080",
		"192.168.1.5:8080",
		"host.docker.internal:8080",
		"bound.example:8080",
		"Named.Example:8080",
	]) {
		it(`passes as ${host}`, () => {
			const options = { controlHosts: ["named.example"], ownHosts: () => ["Bound.example"] };
			assert.equal(ask(options, { headers: { host } }), undefined);
		});
	}
	for (const host of ["evil.example:8080", "localhost.evil.example", "evil-localhost", "", "127.0.0.1.evil.example"]) {
		it(`is refused as "${host}", open or with the token, too`, () => {
			const headers = { host, authorization: "Bearer token-of-8" };
			for (const options of [{}, { control: "open" }, { controlToken: "token-of-8" }] as const)
				assert.match(ask(options, { headers }) ?? "", /add it to control-hosts/);
		});
	}
});

describe("the Origin header", () => {
	for (const [origin, host] of [
		["http://localhost:8080", "localhost:8080"],
		["https://localhost:8443", "localhost:8443"],
		["http://localhost", "localhost:80"],
		["http://[::1]:8080", "[::1]:8080"],
		["http://localhost:3000", "localhost:8080"],
	] as const) {
		it(`passes as ${origin} at ${host}`, () => {
			assert.equal(ask({ controlHosts: ["http://localhost:3000"] }, { headers: { host, origin } }), undefined);
		});
	}
	for (const origin of [
		"http://localhost:3001",
		"http://localhost",
		"https://evil.example",
		"null",
		"",
		"chrome-extension://localhost:8080",
	]) {
		it(`is refused as "${origin}", whoever is let in`, () => {
			const options = { control: "open", controlToken: "token-of-8", controlHosts: ["http://localhost:3000"] } as const;
			const headers = { origin, authorization: "Bearer token-of-8" };
			assert.match(ask(options, { headers }) ?? "", /may not use the control API/);
		});
	}
	it("need not be there: an image of a foreign page is refused all the same, a link is followed", () => {
		for (const site of ["cross-site", "same-site"]) {
			const image = { "sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" };
			assert.match(ask({}, { method: "GET", headers: image }) ?? "", /other origins/);
			const link = { "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
			assert.equal(ask({}, { method: "GET", headers: link }), undefined);
			assert.match(ask({}, { headers: link }) ?? "", /other origins/);
			assert.match(ask({}, { method: "GET", headers: { ...link, "sec-fetch-dest": "iframe" } }) ?? "", /other origins/);
		}
		for (const site of ["same-origin", "none"])
			assert.equal(ask({}, { headers: { "sec-fetch-site": site } }), undefined);
	});
});

describe("the caller", () => {
	const remoteAddress = "172.17.0.1";
	it("is on this machine, or the message says what to set", () => {
		for (const loopback of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
			assert.equal(ask({}, { remoteAddress: loopback }), undefined);
		for (const other of [remoteAddress, "::ffff:172.17.0.1", "::2", "1127.0.0.1"])
			assert.match(ask({}, { remoteAddress: other }) ?? "", /set control to open, or a control-token/);
	});
	it("may be anywhere when it is open, nowhere when it is off", () => {
		assert.equal(ask({ control: "open" }, { remoteAddress }), undefined);
		assert.match(ask({ control: "off" }) ?? "", /is off/);
	});
	it("may be anywhere with the token, on this machine without it", () => {
		const options = { controlToken: "token-of-8" };
		for (const headers of [{ authorization: "bearer token-of-8" }, { "x-control-token": "token-of-8" }])
			assert.equal(ask(options, { remoteAddress, headers: headers as unknown as Record<string, string> }), undefined);
		assert.equal(ask(options), undefined);
		for (const token of ["token-of-9", "token-of", "token-of-88", ""])
			assert.match(ask(options, { remoteAddress, headers: { authorization: `Bearer ${token}` } }) ?? "", /needs the/);
		assert.match(ask({}, { remoteAddress, headers: { authorization: "Bearer token-of-8" } }) ?? "", /set control/);
	});
	it("says the token in the query only when it opens a WebSocket", () => {
		const asked = { remoteAddress, url: "/_emulator/events?since=1&access_token=token-of-8" };
		const options = { controlToken: "token-of-8" };
		assert.match(ask(options, asked) ?? "", /needs the control-token/);
		assert.equal(ask(options, { ...asked, headers: { upgrade: "websocket" } }), undefined);
	});
});

describe("the routes of the control API", () => {
	it("ask the guard before the token and the body, however the path is written", async () => {
		const { app } = await createTestHttp();
		for (const url of [path, `/${path}/`, path.replace("push", "%70ush"), `http://localhost${path}`]) {
			const reply = await app.inject({ url, headers: { origin: "https://evil.example" } });
			assert.equal(reply.statusCode, 403, url);
			assert.equal(reply.json().errorCode, "CONTROL_FORBIDDEN", url);
		}
		assert.equal((await app.inject({ url: path })).statusCode, 401);
	});
	it("have no exception but health and ca.pem", async () => {
		const { app, routes } = await createTestHttp();
		const control = routes.filter((route) => route.path.startsWith("/_emulator/"));
		assert.ok(control.length >= 4);
		for (const route of control) {
			const url = route.path.replace(/:\w+/g, "emulator");
			const { statusCode } = await app.inject({
				method: route.method as "GET",
				url,
				headers: { host: "evil.example" },
				remoteAddress: "192.0.2.1",
			});
			const open = ["/_emulator/health", "/_emulator/ca.pem"].includes(route.path);
			assert.equal(statusCode, open ? 200 : 403, `${route.method} ${route.path}`);
		}
	});
	it("do not keep Kii's own API from anybody", async () => {
		const { app } = await createTestHttp();
		const headers = { host: "api.kii.com", origin: "https://app.example" };
		assert.equal((await app.inject({ url: "/api/apps/emulator/users/me", headers })).json().errorCode, "UNAUTHORIZED");
	});
});
