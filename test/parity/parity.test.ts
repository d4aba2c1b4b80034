// One table of requests gives the same status, body and error code on all six transports.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createEmulator, type Emulator, ManualClock, seededIds } from "../../src/index.ts";
import { createTestHttp } from "../helpers/http.ts";
import { call, newOwner } from "../helpers/owner.ts";
import { requestTable } from "./request-table.ts";
import type { World } from "./rows/row.ts";
import { openWire, type Reply, transports } from "./transports.ts";

type Answers = ReadonlyMap<string, { readonly sent: string; readonly reply: Reply }>;

/** What takes calls that are not of Thing-IF: the thing type `Lamp` with firmware version 1. Returns the administrator's token. */
async function configureLamp(emulator: Emulator): Promise<string> {
	const { appID, clientID: client_id, clientSecret: client_secret } = emulator.app;
	const path = `/api/apps/${appID}`;
	const { body } = await call(emulator, undefined, "POST", `${path}/oauth2/token`, { client_id, client_secret });
	const thingType = `${path}/configuration/thing-types/Lamp`;
	assert.equal((await call(emulator, body.access_token, "PUT", thingType, {})).status, 200);
	assert.equal((await call(emulator, body.access_token, "PUT", `${thingType}/firmware-versions/1`)).status, 204);
	return body.access_token;
}

/** Sends the whole table over one transport to an emulator of its own, whose time and identifiers are those of all. */
async function runTable(transport: (typeof transports)[number]): Promise<Answers> {
	await using emulator = await createEmulator({
		clock: new ManualClock(),
		ids: seededIds("parity"),
		advertisedHost: "mqtt.example",
		advertisedMqttPort: 1,
		advertisedMqttsPort: 2,
		advertisedWsPort: 3,
		advertisedWssPort: 4,
	});
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const stranger = await newOwner(emulator, "stranger");
	const adminToken = await configureLamp(emulator);
	const world: World = {
		owner,
		ownerToken: owner.token,
		strangerToken: stranger.token,
		thing,
		commandIDs: [],
		adminToken,
		kept: new Map(),
	};
	const wire = await openWire(emulator, transport, thing);
	const answers = new Map<string, { sent: string; reply: Reply }>();
	for (const row of requestTable) {
		const request = row.request(world);
		const reply = await wire.send(request);
		row.keep?.(world, JSON.parse(reply.body));
		answers.set(row.name, { sent: `${request.method} ${request.path}`, reply });
	}
	await wire.close();
	return answers;
}

describe("parity", () => {
	const all = new Map<string, Answers>();

	before(async () => {
		for (const transport of transports) all.set(transport, await runTable(transport));
	});

	for (const row of requestTable) {
		test(row.name, () => {
			const http = all.get("http")?.get(row.name)?.reply;
			assert.ok(http);
			assert.equal(http.status, row.status, http.body);
			if (row.errorCode !== undefined) {
				assert.equal(JSON.parse(http.body).errorCode, row.errorCode);
				assert.match(http.mediaType ?? "", /^application\/vnd\.kii\.\w+Exception\+json/);
			}
			for (const transport of transports) {
				const reply = all.get(transport)?.get(row.name)?.reply;
				assert.equal(reply?.status, http.status, `${transport}: ${reply?.body}`);
				assert.equal(reply?.mediaType, http.mediaType, transport);
				if (http.body === "") assert.equal(reply?.body, "", transport);
				else assert.deepEqual(JSON.parse(reply?.body ?? ""), JSON.parse(http.body), transport);
			}
		});
	}

	test("every thing-if route has a row", async () => {
		const sent = [...(all.get("http")?.values() ?? [])].map(({ sent }) => sent.replaceAll("//", "/"));
		const { routes } = await createTestHttp();
		for (const { method, path } of routes.filter((route) => route.path.startsWith("/thing-if/"))) {
			const pattern = new RegExp(`^${method} ${path.replaceAll(/:\w+/g, "[^/]+")}/?(\\?.*)?$`);
			assert.ok(
				sent.some((request) => pattern.test(request)),
				`no row for ${method} ${path}`,
			);
		}
	});
});
