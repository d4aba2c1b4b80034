import type { FastifyInstance } from "fastify";
import { isErrorCode } from "../../src/core/errors.ts";
import { createFaults, type FaultRules } from "../../src/faults/faults.ts";
import type { HttpDeps } from "../../src/http/context.ts";
import { createControlGuard } from "../../src/http/control/guard.ts";
import { buildHttp, type HttpApi } from "../../src/http/server.ts";
import { createJournal } from "../../src/journal/create-journal.ts";
import { createEmulatorClock } from "../../src/system/emulator-clock.ts";
import { seededIds } from "../../src/system/random-ids.ts";
import { createTestCore, silentLog, type TestCore } from "./core.ts";

export interface TestHttp extends HttpApi {
	readonly core: TestCore;
	readonly app: FastifyInstance;
	readonly faults: FaultRules;
}

/** The route table over a test core, listening nowhere. */
export async function createTestHttp(deps: Partial<HttpDeps> & { readonly core?: TestCore } = {}): Promise<TestHttp> {
	const core = deps.core ?? (await createTestCore());
	const faults = createFaults({
		ids: seededIds("faults"),
		realTime: core.clockOf(),
		clockOf: core.clockOf,
		knowsApp: async () => true,
		whyNoCertificate: () => undefined,
		isErrorCode,
		routes: () => api.routes,
	});
	const api = await buildHttp({
		core,
		clock: createEmulatorClock({ base: core.clock, activity: core.activity }).control,
		log: silentLog,
		preferHeader: true,
		faults,
		journal: createJournal({ isOn: false, entries: 1, bytes: 1, payload: 1, now: () => 0, log: silentLog }),
		maxBodySize: 131_072,
		maxObjectBody: 10_485_760,
		transportCaller: () => undefined,
		resetTransport: () => {},
		controlGuard: createControlGuard({ control: "loopback", controlHosts: [], ownHosts: () => [] }),
		health: () => ({
			status: "ok",
			version: "0.0.0",
			uptime: 1,
			listeners: { http: 1 },
			pid: 1,
			startedAt: "2026-01-01T00:00:00.000Z",
		}),
		ca: () => "-----BEGIN CERTIFICATE-----\n",
		...deps,
	});
	return { ...api, core, faults };
}
