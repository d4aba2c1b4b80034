import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import type { Urls } from "../../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../helpers/device.ts";
import type { OwnedThing } from "../helpers/owner.ts";

/** Something written again and again: the number that was acknowledged last, and the one under way. */
export interface Writer {
	readonly name: string;
	acknowledged: number;
	attempted: number;
	/** Writes a number. @throws when the emulator is gone */
	write(n: number): Promise<void>;
	/** The number that is there, 0 for none; complains when what is there is not as it was written. */
	read(): Promise<number>;
}

interface Reply {
	readonly status: number;
	readonly body: Buffer;
}

/** Calls an emulator that may end at any moment. */
export function caller(url: () => string, token: string) {
	return async (method: string, path: string, type?: string, body?: string | Buffer): Promise<Reply> => {
		const headers = { authorization: `Bearer ${token}`, ...(type === undefined ? {} : { "content-type": type }) };
		return new Promise((resolve, reject) => {
			const call = request(new URL(path, url()), { method, headers, agent }, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
			});
			call.on("error", reject);
			call.end(body);
		});
	};
}

// No connection is kept: the next emulator may have the port of the one before.
const agent = new Agent({ keepAlive: false });

export function stateOverHttp(name: string, call: ReturnType<typeof caller>, thing: OwnedThing): Writer {
	return writer(
		name,
		async (n) => {
			const { status } = await call("PUT", `${thing.target}/states`, "application/json", JSON.stringify({ n }));
			assert.ok(status === 201 || status === 204, `${status}`);
		},
		async () => {
			const { status, body } = await call("GET", `${thing.target}/states`);
			return status === 404 ? 0 : JSON.parse(body.toString()).n;
		},
	);
}

/** A state over MQTT on a connection that is made again after the emulator was. */
export function stateOverMqtt(
	name: string,
	call: ReturnType<typeof caller>,
	thing: OwnedThing,
	urls: () => Pick<Urls, "mqtt">,
): Writer & { disconnect(): void } {
	let device: Device | undefined;
	let gone: Promise<never> | undefined;
	const connected = async () => {
		const all = { ...urls(), mqtts: "", ws: "", wss: "", http: "", https: "" };
		if (device === undefined) {
			device = await connectDevice({ urls: all, ca: "" }, "mqtt", endpointCredentials(thing.mqttEndpoint));
			const { client } = device;
			gone = new Promise((_, reject) => client.once("close", () => reject(new Error("closed"))));
			gone.catch(() => {});
		}
		return device;
	};
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	const http = stateOverHttp(name, call, thing);
	return {
		...http,
		async write(n) {
			const { request: ask } = await connected();
			const asked = ask("PUT", `${thing.target}/states`, headers, JSON.stringify({ n }));
			const { status } = await (gone === undefined ? asked : Promise.race([asked, gone]));
			assert.ok(status === 201 || status === 204, `${status}`);
		},
		disconnect() {
			device?.client.end(true);
			device = undefined;
		},
	};
}

/** A body of many bytes, all of which say which it is. */
export function objectBody(name: string, call: ReturnType<typeof caller>, objects: string): Writer {
	const bytesOf = (n: number) => Buffer.alloc(20_000 + (n % 50) * 997, `${name}-${n} `);
	return writer(
		name,
		async (n) => {
			const { status } = await call("PUT", `${objects}/${name}/body`, "application/octet-stream", bytesOf(n));
			assert.ok(status === 200 || status === 201, `${status}`);
		},
		async () => {
			const { status, body } = await call("GET", `${objects}/${name}/body`);
			if (status === 404) return 0;
			assert.equal(status, 200, body.toString());
			const n = Number(/^\S+?-(\d+) /.exec(body.subarray(0, 100).toString())?.[1]);
			assert.ok(body.equals(bytesOf(n)), `the body of ${name} is not one that was written`);
			return n;
		},
	);
}

/** Objects in a row: all up to the last that was acknowledged must be there. */
export function manyObjects(name: string, call: ReturnType<typeof caller>, objects: string): Writer {
	let known = 0;
	return writer(
		name,
		async (n) => {
			const { status } = await call("PUT", `${objects}/${name}-${n}`, "application/json", JSON.stringify({ n }));
			assert.ok(status === 201 || status === 200, `${status}`);
		},
		async () => {
			for (;;) {
				const { status, body } = await call("GET", `${objects}/${name}-${known + 1}`);
				if (status === 404) return known;
				assert.equal(JSON.parse(body.toString()).n, known + 1);
				known++;
			}
		},
	);
}

function writer(name: string, write: Writer["write"], read: Writer["read"]): Writer {
	return { name, acknowledged: 0, attempted: 0, write, read };
}

/** Writes on and on until the emulator is gone. `onAcknowledged` is called at each answer. */
export async function writeUntilGone(each: Writer, onAcknowledged: () => void): Promise<void> {
	for (;;) {
		const n = each.attempted + 1;
		each.attempted = n;
		try {
			await each.write(n);
		} catch (error) {
			if (error instanceof assert.AssertionError) throw error;
			return;
		}
		each.acknowledged = n;
		onAcknowledged();
	}
}

/** What was acknowledged is there, or what was under way. */
export async function check(each: Writer): Promise<void> {
	const found = await each.read();
	const expected =
		each.acknowledged === each.attempted ? `${each.attempted}` : `${each.acknowledged} or ${each.attempted}`;
	assert.ok(found === each.acknowledged || found === each.attempted, `${each.name}: ${found}, expected ${expected}`);
	each.acknowledged = found;
	each.attempted = found;
}
