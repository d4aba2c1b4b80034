import assert from "node:assert/strict";
import { createRandom, type Random } from "../fuzz/random.ts";
import { call, newOwner, type Owner } from "../helpers/owner.ts";
import { faultRules } from "./fault-rules.ts";
import { type CommandVerdict, judgeCommands, type SentCommand } from "./judge.ts";
import { onboard } from "./onboard.ts";
import { pause } from "./pause.ts";
import { SoakDevice, type SoakTransport } from "./soak-device.ts";
import { type Condition, type SoakProcess, startSoakProcess } from "./soak-process.ts";

export interface SoakOrder {
	readonly devices: number;
	/** Of real time that devices are busy; onboarding comes before and looking after everything comes after it. */
	readonly seconds: number;
	readonly seed: number;
	/** Milliseconds between two deeds of a device, on average. */
	readonly pace: number;
	tell?(line: string): void;
}

export interface SoakResult {
	readonly devices: number;
	readonly connects: number;
	readonly writes: { readonly sent: number; readonly acknowledged: number };
	/** Things whose state is not what was acknowledged last, nor what was sent behind it. */
	readonly wrongStates: readonly string[];
	readonly commands: CommandVerdict & { readonly sent: number; readonly reported: number };
	/** Commands of which the result was taken and that do not have it. */
	readonly wrongResults: readonly string[];
	/** Hits of each fault rule. */
	readonly hits: Readonly<Record<string, number>>;
	readonly before: Condition;
	readonly after: Condition;
}

const transports: readonly SoakTransport[] = ["mqtt", "mqtts", "ws", "wss"];
const thingsOfAnOwner = 50;
const atOnce = 16;

/** Devices live with an emulator under faults; then all that it promised is looked after. */
export async function runSoak(order: SoakOrder): Promise<SoakResult> {
	const emulator = await startSoakProcess();
	try {
		return await Promise.race([soak(emulator, order), emulator.died]);
	} finally {
		await emulator.stop();
	}
}

async function soak(emulator: SoakProcess, order: SoakOrder): Promise<SoakResult> {
	const tell = order.tell ?? (() => {});
	// Everything is loaded and compiled once before it is measured.
	await live(emulator, { ...order, devices: 40, seconds: Math.min(order.seconds, 2.5), pace: 50 });
	const before = await afterReset(emulator);
	tell(`warm: ${megabytes(before.bytes)} MiB`);
	const result = await live(emulator, order);
	const after = await afterReset(emulator);
	tell(`after: ${megabytes(after.bytes)} MiB`);
	return { ...result, before, after };
}

/** With no client and no data there may be nothing left but what there was at the start. */
async function afterReset(emulator: SoakProcess): Promise<Condition> {
	const { status } = await call(emulator, undefined, "POST", "/_emulator/reset");
	assert.ok(status < 300, `reset: ${status}`);
	await emulator.account();
	// The last connections are ending.
	for (;;) {
		const condition = await emulator.condition();
		if (condition.handles.TCPSocketWrap === undefined) return condition;
		await pause(200);
	}
}

async function live(emulator: SoakProcess, order: SoakOrder): Promise<Omit<SoakResult, "before" | "after">> {
	const { seconds, seed } = order;
	const tell = order.tell ?? (() => {});
	const random = createRandom(`soak ${seed}`);
	const world = await populate(emulator, order);
	tell(`${world.devices.length} devices are onboarded and connected`);
	await emulator.account();
	for (const rule of faultRules(seed)) {
		const { status, body } = await call(emulator, undefined, "POST", "/_emulator/faults", rule);
		assert.equal(status, 201, JSON.stringify(body));
	}
	const end = performance.now() + seconds * 1000;
	const isOver = () => performance.now() >= end;
	const commands: SentCommand[] = [];
	await Promise.all([
		...world.devices.map((device) => beADevice(device, order, random, isOver)),
		...world.owners.map((owner) => command(owner, world, order, random, isOver, commands)),
	]);
	const { body: rules } = await call(emulator, undefined, "GET", "/_emulator/faults");
	const hits = Object.fromEntries(
		(rules.faults as { id: string; on: string; action: string; hits: number }[]).map(({ id, on, action, hits }) => [
			`${id} ${on} ${action}`,
			hits,
		]),
	);
	await call(emulator, undefined, "DELETE", "/_emulator/faults");
	tell("time is over, the faults are gone: everything is looked after");
	// Whoever has a reply to this has everything that was sent on its connection before.
	await some(world.devices, async (device) => {
		for (let tries = 0; !(await settle(device)); tries++) assert.ok(tries < 20, "a device cannot come back");
	});
	const wrongStates: string[] = [];
	const wrongResults: string[] = [];
	await some(world.devices, async ({ thing, acknowledged, sent }) => {
		const { body } = await ownerOf(world, thing.thingID).call("GET", `${thing.target}/states`);
		if (!(body?.count >= acknowledged && body.count <= sent)) {
			wrongStates.push(`${thing.thingID}: ${acknowledged} acknowledged, ${sent} sent, ${JSON.stringify(body)} there`);
		}
	});
	await some(commands, async ({ commandID, device }) => {
		if (!device.reported.has(commandID)) return;
		const { thingID, target } = device.thing;
		const { body } = await ownerOf(world, thingID).call("GET", `${target}/commands/${commandID}`);
		if (body?.commandState !== "DONE") wrongResults.push(`${commandID}: ${JSON.stringify(body)}`);
	});
	const verdict = judgeCommands(commands, await completeAccount(emulator));
	const sum = (of: (device: SoakDevice) => number) => world.devices.reduce((all, device) => all + of(device), 0);
	await Promise.all(world.devices.map((device) => device.end()));
	return {
		devices: world.devices.length,
		connects: sum(({ connects }) => connects),
		writes: { sent: sum(({ sent }) => sent), acknowledged: sum(({ confirmed }) => confirmed) },
		wrongStates,
		commands: { ...verdict, sent: commands.length, reported: sum(({ reported }) => reported.size) },
		wrongResults,
		hits,
	};
}

async function completeAccount(emulator: SoakProcess) {
	const account = await emulator.account();
	assert.equal(account.missed, 0, "the journal has gaps: the account of commands is not complete");
	return account;
}

interface World {
	readonly owners: readonly Owner[];
	readonly devices: readonly SoakDevice[];
	readonly ownerOfThing: ReadonlyMap<string, Owner>;
}

function ownerOf({ ownerOfThing }: World, thingID: string): Owner {
	const owner = ownerOfThing.get(thingID);
	assert.ok(owner !== undefined);
	return owner;
}

async function populate(emulator: SoakProcess, { devices: count }: SoakOrder): Promise<World> {
	const owners: Owner[] = [];
	for (let index = 0; index < Math.ceil(count / thingsOfAnOwner); index++) {
		owners.push(await newOwner(emulator, `owner-${index}`));
	}
	const devices: SoakDevice[] = [];
	const ownerOfThing = new Map<string, Owner>();
	await some(
		Array.from({ length: count }, (_, index) => index),
		async (index) => {
			const owner = owners[index % owners.length];
			assert.ok(owner !== undefined);
			const transport = transports[(index >> 1) % transports.length] ?? "mqtt";
			const thing = await onboard(emulator, owner, transport, index);
			const device = new SoakDevice(emulator, transport, thing);
			devices.push(device);
			ownerOfThing.set(thing.thingID, owner);
			assert.ok(await device.connect());
		},
	);
	return { owners, devices, ownerOfThing };
}

/** A device until the time is over. */
async function beADevice(
	device: SoakDevice,
	{ pace }: SoakOrder,
	random: Random,
	isOver: () => boolean,
): Promise<void> {
	await pause(random.below(2 * pace));
	while (!isOver()) {
		if (!device.isConnected) await device.connect();
		else if (random.chance(1, 30)) device.drop();
		else if (random.chance(1, 50)) await device.end();
		else await device.write();
		await pause(random.below(2 * pace));
	}
}

/** An owner until the time is over: commands its things, whether they are there or not. */
async function command(
	owner: Owner,
	world: World,
	{ pace }: SoakOrder,
	random: Random,
	isOver: () => boolean,
	commands: SentCommand[],
): Promise<void> {
	const own = world.devices.filter(({ thing }) => world.ownerOfThing.get(thing.thingID) === owner);
	while (!isOver()) {
		await pause(random.below((2 * pace * 4) / own.length));
		const device = random.pick(own);
		const sent = { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions: [{ turnPower: { power: true } }] };
		const { status, body } = await owner.call("POST", `${device.thing.target}/commands`, sent);
		// A fault has answered.
		if (status !== 503) assert.equal(status, 201, JSON.stringify(body));
		if (status === 201) commands.push({ commandID: body.commandID, device });
	}
}

async function settle(device: SoakDevice): Promise<boolean> {
	if (!device.isConnected && !(await device.connect())) return false;
	if (await device.write()) return true;
	device.drop();
	return false;
}

/** Some at once. */
async function some<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
	let next = 0;
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let index = next++; index < all.length; index = next++) await work(all[index] as T);
		}),
	);
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
