import { type Api, createApi } from "./api.ts";
import { createBackOff } from "./back-off.ts";
import { createCommands } from "./commands.ts";
import { type Flaws, noFlaws } from "./flaws.ts";
import { createKeepAlive } from "./keep-alive.ts";
import { type MqttLink, openLink } from "./mqtt-link.ts";
import { type Onboarded, type OnboardOver, onboard } from "./onboard.ts";
import { ownConnect } from "./own-connect.ts";
import { sleep, within } from "./waiting.ts";
import type { World } from "./world.ts";

export interface DeviceOptions {
	readonly world: World;
	readonly onboardOver?: OnboardOver;
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
/** Close code of WebSocket. */
const internalError = 1011;
/** Instead of a return code. */
const lost = -1;
const late = -2;
/** Milliseconds that a device with a flaw waits where it should wait longer. */
const hasty = 100;

class NotAccepted extends Error {
	readonly returnCode: number;

	constructor(returnCode: number) {
		super(`CONNACK ${returnCode}`);
		this.returnCode = returnCode;
	}
}

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
	#connects = 0;
	#early = 0;
	#sessions = 0;
	/** It was the device that ended the last connection. */
	#hasLeft = false;
	#wasAccepted = false;
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
		const backOff = createBackOff(this.#has("reconnect-jitter") ? () => 0.5 : world.random);
		while (this.#isRunning) {
			const startedAt = world.clock.now();
			let isHasty = false;
			try {
				await this.#onboardIfNeeded();
				if (!this.#isRunning) return;
				await this.#session();
				isHasty = this.#isHastyAfterSession(world.clock.now() - startedAt);
			} catch (error) {
				// Whatever it was: again, later.
				isHasty = error instanceof NotAccepted && this.#isHastyAfter(error.returnCode);
			}
			if (!this.#isRunning) return;
			if (world.clock.now() - startedAt > stable && this.#wasAccepted) backOff.reset();
			if (this.#givesUp(world.clock.now() - startedAt)) return;
			await sleep(world.clock, isHasty ? this.#hastyPause : backOff.next());
		}
	}

	#isHastyAfter(returnCode: number): boolean {
		if (returnCode === late) return this.#has("connecting-connack-withheld");
		return this.#has(`connecting-refused-${returnCode}`);
	}

	get #hastyPause(): number {
		// A pause that is long enough, and does not grow.
		return this.#has("reconnect-back-off") ? 1000 + 300 * this.#options.world.random() : hasty;
	}

	#isHastyAfterSession(lasted: number): boolean {
		if (lasted > stable) {
			this.#early = 0;
			return false;
		}
		return this.#has("reconnect-back-off") || (this.#has("reconnect-waits") && this.#early++ === 0);
	}

	/** It takes the loss of a good connection for its end. */
	#givesUp(lasted: number): boolean {
		if (this.#hasLeft) return this.#has("reconnect-after-half-open");
		if (this.#link?.closeCode === internalError && this.#has("websocket-close-codes")) return true;
		if (!this.#wasAccepted || lasted <= stable) return false;
		return this.#has(this.#link?.wasEnded ? "reconnect-after-close" : "reconnect-after-reset");
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
		const { host, ...ports } = world.broker;
		const address = {
			...endpoint,
			...(this.#has("onboarding-host") ? { host } : {}),
			...(this.#has("onboarding-port") ? ports : {}),
		};
		const link = openLink(world.dial(address));
		this.#link = link;
		this.#hasLeft = false;
		const api = createApi(world, link, endpoint.mqttTopic, this.#options.flaws);
		const keepAlive = createKeepAlive(() => world.clock.now(), keepalive, this.#options.flaws);
		const send: MqttLink["send"] = (packet) => {
			keepAlive.sent();
			link.send(packet);
		};
		const connacked = new Promise<number>((resolve) => {
			link.onPacket((packet) => {
				keepAlive.heard(packet.cmd === "pingresp");
				if (packet.cmd === "connack") resolve(packet.returnCode ?? 0);
				else if (packet.cmd === "suback") void this.#subscribed(api, onboarded);
				else if (packet.cmd === "publish") {
					this.#message(packet.topic, packet.payload.toString(), api, onboarded).catch(() => link.close());
				}
			});
			void link.closed.then(() => resolve(lost));
		});
		send(ownConnect(endpoint, keepalive, this.#options.flaws, this.#connects++ === 0));
		const subscribe = () =>
			send({
				cmd: "subscribe",
				messageId: 1,
				subscriptions: [{ topic: endpoint.mqttTopic, qos: this.#has("qos-subscribe") ? 1 : 0 }],
			});
		if (this.#has("connecting-waits-for-connack")) subscribe();
		const returnCode = (await within(world.clock, brokerPatience, connacked)) ?? late;
		this.#wasAccepted = returnCode === 0;
		if (returnCode !== 0) {
			link.close();
			// These credentials are no good any more.
			const isOfCredentials = returnCode === badUserNameOrPassword || returnCode === notAuthorized;
			const keeps = this.#isHastyAfter(returnCode) || this.#has("onboarding-ttl");
			if (isOfCredentials && !keeps) this.#onboarded = undefined;
			throw new NotAccepted(returnCode);
		}
		const isLost = this.#has("reconnect-resubscribes") && this.#sessions++ > 0;
		if (!this.#has("connecting-waits-for-connack") && !isLost) subscribe();
		let isOver = false;
		const over = link.closed.then(() => {
			isOver = true;
		});
		while (!isOver && this.#isRunning) {
			const todo = keepAlive.look();
			if (todo === "ping") send({ cmd: "pingreq" });
			else if (todo !== undefined) {
				this.#hasLeft ||= todo === "leave";
				link.close();
			}
			if (!isOver) await within(world.clock, keepAlive.untilNextLook(), over);
		}
		await over;
	}

	async #subscribed(api: Api, onboarded: Onboarded): Promise<void> {
		const { thingID, accessToken } = onboarded;
		const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
		await api.call("PUT", `/targets/thing:${thingID}/states`, headers, JSON.stringify({ power: false }));
		if (this.#has("reconnect-no-duplicates")) this.#commands.forget();
		if (!this.#has("qos-lost-push")) await this.#commands.poll(api, onboarded);
	}

	async #message(topic: string, payload: string, api: Api, onboarded: Onboarded): Promise<void> {
		const isPush = topic === onboarded.endpoint.mqttTopic;
		if (!isPush && api.take(topic, payload)) return;
		if (isPush || this.#has("commands-unknown-topic")) await this.#commands.take(payload, api, onboarded);
	}
}
