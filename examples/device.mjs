// A device on MQTT.js that passes `kii-emulator conform`: onboards over MQTT, registers its state, carries out commands,
// reports their results, and comes back from whatever goes wrong.
//
//   node examples/device.mjs mqtt://localhost:1883 [appID:appKey] [vendorThingID] [thingPassword]
//
// Without arguments it takes the environment that `kii-emulator conform --command` gives its program: KII_MQTT_URL, KII_APP_ID,
// KII_APP_KEY, KII_VENDOR_THING_ID and KII_CA_FILE; KII_MQTT_URL is what `eval "$(kii-emulator env)"` sets, too.
// The URL may also be mqtts://localhost:8883, ws://localhost:12470/mqtt or wss://localhost:12473/mqtt; for the secure ones
// let Node.js trust the emulator's CA: NODE_EXTRA_CA_CERTS=ca.pem (see GET /_emulator/ca.pem). KEEPALIVE=5 is seconds.
import { readFileSync } from "node:fs";
import mqtt from "mqtt";
import { apiOver, backOff, parse } from "./api-over-mqtt.mjs";

const {
	KII_MQTT_URL = "mqtt://localhost:1883",
	KII_APP_ID = "emulator",
	KII_APP_KEY = "emulator-key",
	KII_VENDOR_THING_ID = "device-1",
	KII_CA_FILE,
	KEEPALIVE = 60,
} = process.env;
const [
	url = KII_MQTT_URL,
	app = `${KII_APP_ID}:${KII_APP_KEY}`,
	vendorThingID = KII_VENDOR_THING_ID,
	thingPassword = "secret",
] = process.argv.slice(2);
const [appID, appKey] = app.split(":");
const portOf = { mqtt: "portTCP", mqtts: "portSSL", ws: "portWS", wss: "portWSS" };
const scheme = url.split("://")[0];
if (!Object.hasOwn(portOf, scheme) || !URL.canParse(url)) {
	console.error(`device.mjs: ${url} is no URL of a broker: use mqtt://localhost:1883, or one with mqtts, ws or wss`);
	process.exit(2);
}
// Kii supports QoS 0 only, and keeps no session. MQTT.js would come back each second: how long to wait is decided below.
const always = { protocolVersion: 4, clean: true, reconnectPeriod: 0, connectTimeout: 10_000, queueQoSZero: false };
const keepalive = Number(KEEPALIVE);
const trusted = KII_CA_FILE === undefined ? {} : { ca: readFileSync(KII_CA_FILE) };
/** A connection that has lasted so many milliseconds was a good one: the next failure is the first again. */
const stable = 5000;
/** Return codes of CONNACK behind which a new endpoint may help: client ID, user name or password, not authorized. */
const ofCredentials = [2, 4, 5];

/** What the device does, by the name of the action. */
const state = { power: false };
const known = {
	turnPower({ power }) {
		if (typeof power !== "boolean") throw new Error("power is true or false");
		state.power = power;
	},
};

/** The connection that there is, if there is one. */
let current;

/**
 * One connection, until it ends. `whenConnected` is given the client; when it fails, the connection ends. Resolves to the
 * return code by which the broker has refused it, if it has, and the milliseconds that it has lasted.
 */
function connection(address, options, whenConnected) {
	return new Promise((resolve) => {
		let refusal;
		let began;
		const client = mqtt.connect(address, { ...always, ...trusted, ...options });
		current = client;
		const leave = (error) => {
			console.log(`connection failed: ${error.message}`);
			client.end(true);
		};
		client.on("error", (error) => {
			if (typeof error.code === "number") refusal = error.code;
			leave(error);
		});
		client.on("connect", () => {
			began = Date.now();
			whenConnected(client).catch(leave);
		});
		client.on("close", () => resolve({ refusal, lasted: began === undefined ? 0 : Date.now() - began }));
	});
}

// 1. Onboarding, on the broker's first role: client ID "anonymous", the app's credentials.
async function onboard() {
	let onboarded;
	const username = `type=oauth2&client_id=${appID}`;
	const options = { clientId: "anonymous", username, password: `client_secret=${appKey}` };
	await connection(url, options, async (client) => {
		const headers = { "Content-Type": "application/vnd.kii.OnboardingWithVendorThingIDByThing+json" };
		const body = { vendorThingID, thingPassword };
		const reply = await apiOver(client, appID)("POST", "/onboardings", headers, body);
		if (reply.status === 200) onboarded = reply.body;
		else console.log(`onboarding failed: ${reply.status} ${JSON.stringify(reply.body ?? "")}`);
		// Asking again does not help: the password is another, or the app is.
		if (reply.status >= 400 && reply.status < 500 && reply.status !== 429) process.exit(1);
		client.end();
	});
	if (onboarded === undefined) return undefined;
	console.log(`onboarded ${onboarded.thingID}`);
	return { ...onboarded, expiresAt: Date.now() + onboarded.mqttEndpoint.ttl * 1000 };
}

/** Results by commandID. A push may come twice, and the same command be found by asking: it is carried out once. */
const commands = new Map();

/** Of an action, or of a trait's actions: `{"alias": [{"turnPower": …}]}`. */
function carryOut(action) {
	const [[name, value] = ["action"]] = Object.entries(action ?? {});
	if (Array.isArray(value)) return { [name]: value.map(carryOut) };
	try {
		if (!Object.hasOwn(known, name)) throw new Error(`unknown action: ${name}`);
		known[name](value);
		return { [name]: { succeeded: true } };
	} catch (error) {
		return { [name]: { succeeded: false, errorMessage: error.message } };
	}
}

/** Carries out a command unless it has been, and reports its results unless that has been or is being done. */
async function take({ commandID, actions }, call, target, headers) {
	if (typeof commandID !== "string" || !Array.isArray(actions)) return;
	const command = commands.get(commandID) ?? { actionResults: actions.map(carryOut), isReported: false };
	commands.set(commandID, command);
	if (commands.size > 1000) commands.delete(commands.keys().next().value);
	if (command.isReported) return;
	command.isReported = true;
	const { actionResults } = command;
	const { status } = await call("PUT", `${target}/commands/${commandID}/action-results`, headers, { actionResults });
	console.log(`command ${commandID} answered ${status}`);
	// Nobody has taken them: they are owed until the next connection.
	if (status === 0 || status >= 500) command.isReported = false;
	else await call("PUT", `${target}/states`, headers, state);
}

// 2. The second role: where and as whom is what the reply says.
function live({ accessToken, thingID, mqttEndpoint }) {
	const { host, mqttTopic, username, password } = mqttEndpoint;
	const port = mqttEndpoint[portOf[scheme]];
	const address = `${scheme}://${host}:${port}${scheme.startsWith("ws") ? "/mqtt" : ""}`;
	const target = `/targets/thing:${thingID}`;
	const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
	return connection(address, { clientId: mqttTopic, username, password, keepalive }, async (client) => {
		const call = apiOver(client, appID);
		// 3. Commands arrive on the topic mqttTopic; each is answered with its results. Other topics are for future use.
		client.on("message", (topic, payload) => {
			if (topic === mqttTopic) void take(parse(payload) ?? {}, call, target, headers);
		});
		const deaf = setTimeout(() => client.end(true), always.connectTimeout);
		await client.subscribeAsync(mqttTopic, { qos: 0 }).finally(() => clearTimeout(deaf));
		const { status } = await call("PUT", `${target}/states`, headers, state);
		console.log(`state registered ${status}`);
		console.log("waiting for commands");
		// 4. What was pushed while nobody listened is never pushed again.
		for (let more = ""; more !== undefined; ) {
			const { body } = await call("GET", `${target}/commands${more}`, headers);
			for (const command of body?.commands ?? [])
				if (command.actionResults === undefined) void take(command, call, target, headers);
			more = body?.nextPaginationKey && `?paginationKey=${encodeURIComponent(body.nextPaginationKey)}`;
		}
	});
}

function stop() {
	setTimeout(() => process.exit(), 1000).unref();
	if (current?.connected) current.end(() => process.exit());
	else process.exit();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);

let onboarded;
for (let failures = 0; ; failures++) {
	if (onboarded === undefined || Date.now() >= onboarded.expiresAt) onboarded = await onboard();
	if (onboarded !== undefined) {
		const { refusal, lasted } = await live(onboarded);
		if (ofCredentials.includes(refusal)) onboarded = undefined;
		if (lasted > stable) failures = 0;
	}
	await backOff(failures);
}
