import mqtt, { type MqttClient } from "mqtt";
import type { OwnedThing } from "../helpers/owner.ts";
import { pause } from "./pause.ts";
import type { Started } from "./soak-process.ts";

export type SoakTransport = "mqtt" | "mqtts" | "ws" | "wss";

/** Milliseconds for which a device waits for a reply. */
const patience = 3000;

/** A thing on MQTT.js that counts up a field of its state, runs each command once, and comes back whenever it is gone. */
export class SoakDevice {
	readonly thing: OwnedThing;
	/** Commands that have come, one behind the other. */
	readonly received = new Set<string>();
	/** Commands of which the result was taken. */
	readonly reported = new Set<string>();
	/** The count that was sent last, and the last that was acknowledged. */
	sent = 0;
	acknowledged = 0;
	/** How many were. */
	confirmed = 0;
	refused = 0;
	connects = 0;
	readonly #emulator: Started;
	readonly #transport: SoakTransport;
	readonly #waiting = new Map<string, (status: number | undefined) => void>();
	#client: MqttClient | undefined;

	constructor(emulator: Started, transport: SoakTransport, thing: OwnedThing) {
		this.#emulator = emulator;
		this.#transport = transport;
		this.thing = thing;
	}

	get isConnected(): boolean {
		return this.#client?.connected ?? false;
	}

	/** True when it has connected and subscribed. */
	async connect(): Promise<boolean> {
		const { mqttTopic, username, password } = this.thing.mqttEndpoint;
		const client = mqtt.connect(this.#emulator.urls[this.#transport], {
			clientId: mqttTopic,
			username: `${username}`,
			password: `${password}`,
			ca: this.#emulator.ca,
			reconnectPeriod: 0,
			connectTimeout: patience,
		});
		this.#client = client;
		client.on("error", () => {});
		client.on("message", (topic, payload) => this.#take(topic, payload.toString()));
		client.on("close", () => {
			if (this.#client === client) this.#forgetRequests();
		});
		const connected = new Promise<boolean>((resolve) => {
			client.once("connect", () => resolve(true));
			client.once("close", () => resolve(false));
		});
		if (!(await connected)) return false;
		this.connects++;
		client.subscribe(mqttTopic, { qos: 0 }, () => {}); // a lost one is told from the journal: nothing was delivered then
		return true;
	}

	/** Counts up. True when that was acknowledged. */
	async write(): Promise<boolean> {
		const count = ++this.sent;
		const status = await this.#request("PUT", "/states", { count });
		if (status === undefined) return false;
		if (status >= 300) this.refused++;
		else {
			this.acknowledged = count;
			this.confirmed++;
		}
		return status < 300;
	}

	/** The connection goes at once, as it does with the power. */
	drop(): void {
		this.#client?.stream.destroy();
	}

	async end(): Promise<void> {
		const client = this.#client;
		this.#client = undefined;
		this.#forgetRequests();
		await client?.endAsync(true).catch(() => {});
	}

	#take(topic: string, text: string): void {
		if (topic !== this.thing.mqttEndpoint.mqttTopic) {
			this.#waiting.get(topic)?.(Number.parseInt(text, 10));
			return;
		}
		const { commandID, actions } = JSON.parse(text) as { commandID?: string; actions?: object[] };
		if (commandID === undefined || this.received.has(commandID)) return;
		this.received.add(commandID);
		const actionResults = actions?.map((action) => ({ [Object.keys(action)[0] ?? ""]: { succeeded: true } }));
		void this.#request("PUT", `/commands/${commandID}/action-results`, { actionResults }).then((status) => {
			if (status !== undefined && status < 300) this.reported.add(commandID);
		});
	}

	/** The status of the reply; undefined when none came. */
	#request(verb: string, path: string, body: object): Promise<number | undefined> {
		const { mqttEndpoint, target, accessToken } = this.thing;
		const topic = `p/${mqttEndpoint.mqttTopic}${target}${path}`;
		const client = this.#client;
		if (!client?.connected) return Promise.resolve(undefined);
		const lines = [verb, `Authorization: Bearer ${accessToken}`, "Content-Type: application/json", ""];
		const reply = new Promise<number | undefined>((resolve) => {
			this.#waiting.set(topic, resolve);
			client.publish(topic, [...lines, JSON.stringify(body)].join("\r\n"));
		});
		return Promise.race([reply, pause(patience)]).finally(() => this.#waiting.delete(topic));
	}

	#forgetRequests(): void {
		for (const resolve of this.#waiting.values()) resolve(undefined);
		this.#waiting.clear();
	}
}
