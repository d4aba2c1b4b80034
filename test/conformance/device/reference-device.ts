import { type Api, createApi } from "./api.ts";
import { createBackOff } from "./back-off.ts";
import { createCommands } from "./commands.ts";
import { type Flaws, noFlaws } from "./flaws.ts";
import { connectPacket, type MqttLink, openLink } from "./mqtt-link.ts";
import { type Onboarded, onboard } from "./onboard.ts";
import { sleep } from "./waiting.ts";
import type { World } from "./world.ts";

export interface DeviceOptions {
	readonly world: World;
	readonly onboardOver?: "http" | "mqtt";
	readonly vendorThingID?: string;
	/** Seconds. */
	readonly keepalive?: number;
	readonly flaws?: Flaws;
}

/** How long each answer of the broker may take, in milliseconds. */
const brokerPatience = 5000;
/** A connection that lasted so long in milliseconds was a good one: the next failure is the first again. */
const stable = 5000;
const badUserNameOrPassword = 4;
const notAuthorized = 5;

/**
 * A device as it should be, on a clock and a network that are given: it onboards, connects, subscribes, reports its state,
 * carries out commands once, and comes back from everything. With a flaw it is wrong in that one way.
 */
export class ReferenceDevice {
	readonly #options: Required<DeviceOptions>;
	#onboarded: Onboarded | undefined;
	#onboardedAt = 0;
	#link: MqttLink | undefined;
	#isRunning = false;
	#life: Promise<void> = Promise.resolve();
	readonly #commands;

	constructor(options: DeviceOptions) {
		this.#options = { onboardOver: "mqtt", vendorThingID: "device-1", keepalive: 10, flaws: noFlaws, ...options };
		this.#commands = createCommands(this.#options.flaws);
	}

	start(): void {
		this.#isRunning = true;
		this.#life = this.#live();
	}

	/** Ends it as a power cut does. */
	async stop(): Promise<void> {
		this.#isRunning = false;
		this.#link?.close();
		await this.#life;
	}

	#has(flaw: string): boolean {
		return this.#options.flaws.has(flaw);
	}

	async #live(): Promise<void> {
		const { world } = this.#options;
		const backOff = createBackOff(world.random);
		while (this.#isRunning) {
			const startedAt = world.clock.now();
			try {
				await this.#onboardIfNeeded();
				if (!this.#isRunning) return;
				await this.#session();
			} catch {
				// Whatever it was: again, later.
			}
			if (!this.#isRunning) return;
			if (world.clock.now() - startedAt > stable) backOff.reset();
			await sleep(world.clock, backOff.next());
		}
	}

	async #onboardIfNeeded(): Promise<void> {
		const { world, onboardOver, vendorThingID, flaws } = this.#options;
		if (this.#onboarded !== undefined && flaws.has("onboarding-ttl")) return;
		const ttl = this.#onboarded?.endpoint.ttl ?? 0;
		if (this.#onboarded !== undefined && world.clock.now() < this.#onboardedAt + ttl * 1000) return;
		this.#onboarded = await onboard(world, onboardOver, { vendorThingID, thingPassword: "secret" }, flaws);
		this.#onboardedAt = world.clock.now();
	}

	/** One connection, from CONNECT to its end. */
	async #session(): Promise<void> {
		const { world, keepalive } = this.#options;
		const onboarded = this.#onboarded;
		if (onboarded === undefined) return;
		const { endpoint } = onboarded;
		const address = this.#has("onboarding-host") ? { ...endpoint, host: world.broker.host } : endpoint;
		const link = openLink(world.dial(address));
		this.#link = link;
		const api = createApi(world, link, endpoint.mqttTopic, this.#options.flaws);
		let heardAt = world.clock.now();
		let sentAt = world.clock.now();
		let pingSentAt: number | undefined;
		const send: MqttLink["send"] = (packet) => {
			sentAt = world.clock.now();
			link.send(packet);
		};
		const connacked = new Promise<number>((resolve) => {
			link.onPacket((packet) => {
				heardAt = world.clock.now();
				if (packet.cmd === "connack") resolve(packet.returnCode ?? 0);
				else if (packet.cmd === "pingresp") pingSentAt = undefined;
				else if (packet.cmd === "suback") void this.#subscribed(api, onboarded);
				else if (packet.cmd === "publish") {
					this.#message(packet.topic, packet.payload.toString(), api, onboarded).catch(() => link.close());
				}
			});
			void link.closed.then(() => resolve(-1));
		});
		send(
			connectPacket({
				clientId: endpoint.mqttTopic,
				username: endpoint.username,
				password: Buffer.from(endpoint.password),
				keepalive,
			}),
		);
		const subscribe = () =>
			send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: endpoint.mqttTopic, qos: 0 }] });
		if (this.#has("connect-waits-for-connack")) subscribe();
		const late = sleep(world.clock, brokerPatience).then(() => -2);
		const returnCode = await Promise.race([connacked, late]);
		if (returnCode !== 0) {
			link.close();
			// These credentials are no good any more.
			const isRefused = returnCode === badUserNameOrPassword || returnCode === notAuthorized;
			if (isRefused && !this.#has("onboarding-ttl")) this.#onboarded = undefined;
			throw new Error(`CONNACK ${returnCode}`);
		}
		if (!this.#has("connect-waits-for-connack")) subscribe();
		let isOver = false;
		const over = link.closed.then(() => {
			isOver = true;
		});
		while (!isOver && this.#isRunning) {
			const now = world.clock.now();
			if (pingSentAt !== undefined && now - pingSentAt >= brokerPatience && heardAt <= pingSentAt) {
				// The broker is mute: this connection is dead, whatever TCP thinks.
				if (!this.#has("keepalive-mute-broker")) link.close();
			} else if (keepalive > 0 && pingSentAt === undefined && now - sentAt >= keepalive * 1000) {
				if (!this.#has("keepalive-ping")) {
					pingSentAt = now;
					send({ cmd: "pingreq" });
				}
			}
			if (!isOver) await Promise.race([over, sleep(world.clock, 250)]);
		}
		await over;
	}

	async #subscribed(api: Api, onboarded: Onboarded): Promise<void> {
		const { thingID, accessToken } = onboarded;
		const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
		await api.call("PUT", `/targets/thing:${thingID}/states`, headers, JSON.stringify({ power: false }));
		await this.#commands.poll(api, onboarded);
	}

	async #message(topic: string, payload: string, api: Api, onboarded: Onboarded): Promise<void> {
		const isPush = topic === onboarded.endpoint.mqttTopic;
		if (!isPush && api.take(topic, payload)) return;
		if (isPush || this.#has("commands-unknown-topic")) await this.#commands.take(payload, api, onboarded);
	}
}
