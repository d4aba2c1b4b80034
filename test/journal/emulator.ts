import type { TestContext } from "node:test";
import { createEmulator, type Emulator, type EmulatorOptions, type Entry } from "../../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../helpers/device.ts";
import { newOwner, type OwnedThing, type Owner } from "../helpers/owner.ts";

export interface World {
	readonly emulator: Emulator;
	readonly owner: Owner;
	readonly thing: OwnedThing;
	readonly device: Device;
}

export async function startEmulator(t: TestContext, options: EmulatorOptions = {}): Promise<Emulator> {
	const emulator = await createEmulator(options);
	t.after(() => emulator.close(0));
	return emulator;
}

/** An emulator with a thing that is connected and has subscribed. */
export async function startWorld(t: TestContext, options: EmulatorOptions = {}): Promise<World> {
	const emulator = await startEmulator(t, options);
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("lamp");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	t.after(() => device.close());
	await device.client.subscribeAsync(String(thing.mqttEndpoint.mqttTopic));
	return { emulator, owner, thing, device };
}

/** One word an entry: what the tests compare. */
export function inShort(entries: readonly Entry[]): string[] {
	return entries.map((entry) => {
		const violated = entry.violation === undefined ? "" : `!${entry.violation.clause}`;
		switch (entry.kind) {
			case "connection":
				return `${entry.event}${violated}`;
			case "mqtt":
				return `${entry.direction} ${entry.type}${violated}`;
			case "push":
				return `push ${entry.delivered}`;
			default:
				return `${entry.kind} ${entry.method} ${entry.status}${violated}`;
		}
	});
}

export async function control(emulator: Emulator, method: string, path: string, body?: unknown) {
	const reply = await fetch(`${emulator.url}/_emulator${path}`, {
		method,
		...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
	});
	const text = await reply.text();
	return { status: reply.status, body: text === "" ? undefined : JSON.parse(text), headers: reply.headers };
}
