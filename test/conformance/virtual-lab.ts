import type { Duplex } from "node:stream";
import type { TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Case, Profile, Transport } from "../../src/conformance/case.ts";
import type { CaseResult } from "../../src/conformance/result.ts";
import { runCases } from "../../src/conformance/run-cases.ts";
import type { DeviceProgram } from "../../src/conformance/stand.ts";
import { holdConnections } from "../../src/emulator/hold-connections.ts";
import { internalsOf } from "../../src/emulator/internals.ts";
import { createOtherPorts } from "../../src/emulator/other-ports.ts";
import { standOf } from "../../src/emulator/stand.ts";
import { createEmulator } from "../../src/emulator.ts";
import { seededIds } from "../../src/system/random-ids.ts";
import { duplexPair } from "../broker/duplex-pair.ts";
import { dialSecurely } from "./device/dial-securely.ts";
import { dialWebSocket } from "./device/dial-web-socket.ts";
import type { Flaws } from "./device/flaws.ts";
import type { OnboardOver } from "./device/onboard.ts";
import { ReferenceDevice } from "./device/reference-device.ts";
import type { World } from "./device/world.ts";
import { LabClock } from "./lab-clock.ts";

export interface LabOptions {
	readonly flaws?: Flaws;
	readonly profile?: Profile;
	readonly onboardOver?: OnboardOver;
	/** Seconds. */
	readonly keepalive?: number;
	readonly transport?: Transport;
}

const portNames = { tls: "portSSL", ws: "portWS", wss: "portWSS" } as const;

/** Turns of the event loop in which nothing happens before time moves on: at first, and once something has happened. */
const fewTurns = 2;
const quietTurns = 20;
/**
 * Takes a device through cases in a time and on a network of their own: minutes pass in milliseconds, and nothing depends
 * on how busy the machine is.
 */
export async function judgeVirtually(
	t: TestContext,
	cases: readonly Case[],
	{ flaws = new Set(), profile = "kii", onboardOver = "mqtt", keepalive = 10, transport = "tcp" }: LabOptions = {},
): Promise<CaseResult[]> {
	const clock = new LabClock();
	const connections = holdConnections();
	const emulator = await createEmulator({ clock, ids: seededIds(1) }, { wires: [() => connections.openWire] });
	t.after(() => emulator.close());
	const { core, broker, api, listeners } = internalsOf(emulator);
	const otherPorts = createOtherPorts(emulator, "localhost");
	t.after(() => otherPorts.close());
	let stirrings = 0;
	const stir = () => void stirrings++;
	const { host, ports } = { host: "localhost", ports: emulator.ports };
	/** Of the device since it was started. */
	let dials = 0;
	const world: World = {
		clock,
		appID: emulator.app.appID,
		appKey: emulator.app.appKey,
		broker: { host, portTCP: ports.tcp, portSSL: ports.tls, portWS: ports.ws, portWSS: ports.wss },
		random: chance(1),
		dial(address) {
			const [near, far] = duplexPair();
			for (const end of [near, far]) {
				end.on("error", () => {});
				end.on("close", stir);
				const { push } = end;
				end.push = (...args: Parameters<typeof push>) => {
					stir();
					return push.apply(end, args);
				};
			}
			if (transport !== "tcp") {
				listeners.find(({ name }) => name === transport)?.accept(asSocket(near, far, address[portNames[transport]]));
				const isFirst = dials++ === 0;
				const stream = transport === "ws" ? far : dialSecurely(far, address, emulator.ca, flaws, isFirst);
				return transport === "tls" ? stream : dialWebSocket(stream, address, flaws, isFirst);
			}
			const origin = { listener: "tcp", remoteAddress: "device", reachedHost: address.host } as const;
			broker.attach({ stream: near, origin: { ...origin, reachedPort: address.portTCP } });
			return far;
		},
		async http(method, path, headers, body) {
			stir();
			const payload = body === undefined ? {} : { payload: body };
			const answer = await api.app.inject({
				method: method as "GET",
				url: path,
				headers: { host, ...headers },
				...payload,
			});
			stir();
			return { status: answer.statusCode, headers: answer.headers, body: answer.payload };
		},
	};
	const start = () => {
		dials = 0;
		const started = new ReferenceDevice({ world, flaws, onboardOver, keepalive });
		started.start();
		return started;
	};
	let device = start();
	const ended: Promise<void>[] = [];
	const program: DeviceProgram = {
		async restart() {
			await program.stop();
			device = start();
		},
		// Not awaited: its time passes only while the cases run.
		stop: async () => void ended.push(device.stop()),
	};
	const stand = await standOf(emulator, connections, otherPorts);
	const stirred =
		<A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
		(...args: A) => {
			stir();
			return work(...args).finally(stir);
		};
	/** Time stands still meanwhile: certificates are made in real time. */
	let busy = 0;
	const atOnce =
		<A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
		(...args: A) => {
			busy++;
			stir();
			return work(...args).finally(() => {
				busy--;
				stir();
			});
		};
	const running = runCases({
		cases,
		stand: {
			...stand,
			call: stirred(stand.call),
			addFault: atOnce(stand.addFault),
			removeFault: atOnce(stand.removeFault),
			advertise: atOnce(stand.advertise),
		},
		program,
		transport,
		profile,
		abilities: new Set(["onboards", "requests", "commands", "reconnects", "starts"]),
		settings: {
			patience: 120_000,
			schema: "lamp",
			schemaVersion: 1,
			actions: [{ turnPower: { power: true } }],
			resultWithin: 10_000,
			otherHost: "broker.example",
			address: "127.0.0.1",
		},
	});
	let done = false;
	let seen = 0;
	const end = running.finally(() => {
		done = true;
	});
	end.catch(() => {});
	while (!done) {
		let wanted = fewTurns;
		for (let quiet = 0; quiet < wanted; quiet++) {
			const before = seen;
			await nextTurn();
			seen = stirrings;
			if (seen === before && core.activity.count() === 0) continue;
			quiet = 0;
			wanted = quietTurns;
		}
		if (!done && busy === 0) await clock.step();
	}
	const results = await end;
	await program.stop();
	const stopped = Promise.all(ended);
	while (!(await Promise.race([stopped.then(() => true), nextTurn(false)]))) await clock.step();
	return results;
}

/** What a server asks of a socket, besides that it is a stream. */
function asSocket(near: Duplex, far: Duplex, localPort: number): Duplex {
	const resetAndDestroy = () => {
		far.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
		near.destroy();
	};
	return Object.assign(near, { localPort, resetAndDestroy });
}

/** Numbers from 0 up to 1 that are the same each time: mulberry32. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
