// A container of kii-emulator for Testcontainers. Copy it into your project.
import { type ConnectedEmulator, connectEmulator, type Entry } from "kii-emulator/client";
import { AbstractStartedContainer, GenericContainer, type StartedTestContainer, Wait } from "testcontainers";

const inside = { http: 8080, https: 8443, tcp: 1883, tls: 8883, ws: 12_470, wss: 12_473 } as const;

export class KiiEmulatorContainer extends GenericContainer {
	constructor(image = "kii-emulator") {
		super(image);
		this.withExposedPorts(...Object.values(inside))
			// Its port mapping makes this program another machine to the emulator.
			.withEnvironment({ KII_EMULATOR_CONTROL: "open" })
			.withWaitStrategy(Wait.forHttp("/_emulator/health", inside.http).forStatusCode(200))
			.withStartupTimeout(120_000);
	}

	override async start(): Promise<StartedKiiEmulatorContainer> {
		const started = await super.start();
		const port = (name: keyof typeof inside) => started.getMappedPort(inside[name]);
		// The mapped ports are known now only: this is where clients are told to connect.
		const url = `http://${started.getHost()}:${port("http")}`;
		const ports = { https: port("https"), tcp: port("tcp"), tls: port("tls"), ws: port("ws"), wss: port("wss") };
		const emulator = await connectEmulator(url, { ports });
		await emulator.advertised.set({
			host: started.getHost(),
			portTCP: ports.tcp,
			portSSL: ports.tls,
			portWS: ports.ws,
			portWSS: ports.wss,
		});
		return new StartedKiiEmulatorContainer(started, emulator);
	}
}

export class StartedKiiEmulatorContainer extends AbstractStartedContainer {
	/** The same as `createEmulator` gives: apps, journal, faults, clock … */
	readonly emulator: ConnectedEmulator;

	constructor(started: StartedTestContainer, emulator: ConnectedEmulator) {
		super(started);
		this.emulator = emulator;
	}

	/** `http://…`, where the API is. */
	getHttpUrl(): string {
		return this.emulator.urls.http;
	}

	getHttpsUrl(): string {
		return this.emulator.urls.https;
	}

	/** `mqtt://…` */
	getMqttUrl(): string {
		return this.emulator.urls.mqtt;
	}

	/** `mqtts://…` */
	getTlsUrl(): string {
		return this.emulator.urls.mqtts;
	}

	/** `ws://…/mqtt` */
	getWsUrl(): string {
		return this.emulator.urls.ws;
	}

	/** `wss://…/mqtt` */
	getWssUrl(): string {
		return this.emulator.urls.wss;
	}

	/** PEM of the CA that clients must trust for TLS, WSS and HTTPS. */
	getCa(): string {
		return this.emulator.ca;
	}

	/** Puts everything back to how it was at the start. */
	async reset(): Promise<void> {
		await this.emulator.reset();
	}

	/** What happened so far. */
	journal(): Promise<readonly Entry[]> {
		return this.emulator.journal.entries();
	}
}
