import { encodePublish } from "../broker/packets/encode.ts";
import type { Stand } from "../conformance/stand.ts";
import type { Emulator } from "../emulator.ts";
import type { HeldConnections } from "./hold-connections.ts";
import { internalsOf } from "./internals.ts";
import type { OtherPorts } from "./other-ports.ts";

/** As what the calls of a stand come, so that they can be told from those of the device. */
export const runnerAddress = "conformance runner";

const portNames = { tcp: "portTCP", tls: "portSSL", ws: "portWS", wss: "portWSS" } as const;

/** An emulator as the conformance runner uses it: it is the runner's alone, with one app for the device under test. */
export async function standOf(
	emulator: Emulator,
	connections: HeldConnections,
	otherPorts: OtherPorts,
): Promise<Stand> {
	const { core, api } = internalsOf(emulator);
	const { appID, clientID, clientSecret } = emulator.app;
	const { endpointTtl } = core.settings;
	const inject = async (method: string, url: string, authorization: object, body?: unknown) => {
		const answer = await api.app.inject({
			method: method as "GET",
			url,
			headers: { ...authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
			remoteAddress: runnerAddress,
			...(body === undefined ? {} : { payload: JSON.stringify(body) }),
		});
		return { status: answer.statusCode, body: answer.payload === "" ? undefined : JSON.parse(answer.payload) };
	};
	const login = { client_id: clientID, client_secret: clientSecret };
	const token = (await inject("POST", `/api/apps/${appID}/oauth2/token`, {}, login)).body.access_token;
	return {
		appID,
		journal: emulator.journal,
		clock: core.clockOf(appID),
		isOfRunner: (entry) => entry.kind === "http" && entry.remoteAddress === runnerAddress,
		addFault: async (rule) => (await emulator.faults.add(rule)).id,
		async removeFault(id) {
			await emulator.faults.remove(id);
		},
		async releaseFault(id) {
			await emulator.faults.release(id);
		},
		publish(connection, topic, payloads) {
			const control = connections.find(connection);
			control?.send(Buffer.concat(payloads.map((payload) => encodePublish(topic, payload))));
			return control !== undefined;
		},
		disconnect(connection, how) {
			connections.find(connection)?.[how]("the conformance runner ends the connection");
		},
		endpointTtl(seconds) {
			// The runner's own emulator: nobody else reads them.
			Object.assign(core.settings, { endpointTtl: seconds ?? endpointTtl });
		},
		async advertise({ host, port }, transport) {
			const named = {
				...(host === undefined ? {} : { host }),
				...(port === undefined ? {} : { [portNames[transport]]: port }),
			};
			if (Object.keys(named).length === 0) emulator.advertised.clear();
			else await emulator.advertised.set(named);
		},
		otherPort: (transport) => otherPorts.open(transport),
		frame: connections.frame,
		pingFrame(connection) {
			const frames = connections.find(connection)?.frames;
			frames?.ping();
			return frames !== undefined;
		},
		closeFrame(connection, code) {
			const control = connections.find(connection);
			control?.frames?.close(code);
			control?.close(`the conformance runner ends the connection with close code ${code}`);
			return control?.frames !== undefined;
		},
		call: (method, path, body) => inject(method, path, { authorization: `Bearer ${token}` }, body),
	};
}
