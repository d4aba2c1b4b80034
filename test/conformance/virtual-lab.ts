import type { Duplex } from "node:stream";
import type { TestContext } from "node:test";
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
import { useLabTimers } from "./lab-timers.ts";
import { Quiet } from "./quiet.ts";

export interface LabOptions {
	readonly flaws?: Flaws;
	readonly profile?: Profile;
	readonly onboardOver?: OnboardOver;
	/** Seconds. */
	readonly keepalive?: number;
	readonly transport?: Transport;
}

const portNames = { tls: "portSSL", ws: "portWS", wss: "portWSS" } as const;

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
	const emulator = await createEmulator({ clock, ids: seededIds(1) }, { wires: [connections.openWire] });
	t.after(() => emulator.close());
	const { core, broker, api, listeners } = internalsOf(emulator);
	const otherPorts = createOtherPorts(emulator, "localhost");
	t.after(() => otherPorts.close());
	const stand = await standOf(emulator, connections, otherPorts);
	const quiet = new Quiet(() => core.activity.count());
	const { stir } = quiet;
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
		http: quiet.real(async (method, path, headers, body) => {
			const answer = await api.app.inject({
				method: method as "GET",
				url: path,
				headers: { host, ...headers },
				...(body === undefined ? {} : { payload: body }),
			});
			return { status: answer.statusCode, headers: answer.headers, body: answer.payload };
		}),
	};
	const start = () => {
		dials = 0;
		const started = new ReferenceDevice({ world, flaws, onboardOver, keepalive });
		started.start();
		return started;
	};
	const giveBackTimers = useLabTimers(clock);
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
	const running = runCases({
		cases,
		stand: {
			...stand,
			call: quiet.real(stand.call),
			addFault: quiet.real(stand.addFault),
			removeFault: quiet.real(stand.removeFault),
			releaseFault: quiet.real(stand.releaseFault),
			advertise: quiet.real(stand.advertise),
			otherPort: quiet.real(stand.otherPort),
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
	const pass = async (until: Promise<unknown>) => {
		let isOver = false;
		const over = () => {
			isOver = true;
		};
		until.then(over, over);
		for (;;) {
			await quiet.settled();
			if (isOver) return;
			await clock.step();
		}
	};
	try {
		await pass(running);
		await program.stop();
		// In the lab's time: nothing else ends what is left there.
		await pass(Promise.all([...ended, emulator.close(0)]));
		return await running;
	} finally {
		giveBackTimers();
	}
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
