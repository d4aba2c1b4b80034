import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import { controlOf } from "./emulator-control.ts";

const port = (name: string) => Type.Integer({ minimum: 0, maximum: 65_535, description: `Port of MQTT over ${name}` });
const Address = Type.Object(
	{
		host: Type.String({ maxLength: 255, description: "Host of the MQTT broker; * is the one by which a client came" }),
		portTCP: port("TCP"),
		portSSL: port("TLS"),
		portWS: port("WebSocket"),
		portWSS: port("secure WebSocket"),
	},
	{ additionalProperties: false },
);
const NewAddress = Type.Object(
	{
		host: Type.Optional(Address.properties.host),
		portTCP: Type.Optional(Address.properties.portTCP),
		portSSL: Type.Optional(Address.properties.portSSL),
		portWS: Type.Optional(Address.properties.portWS),
		portWSS: Type.Optional(Address.properties.portWSS),
	},
	{ additionalProperties: false },
);

/** `/_emulator/advertised`: behind mapped ports only whoever started the container knows where it is reached. */
export function advertisedRoutes(app: Scope, deps: HttpDeps): void {
	const path = "/_emulator/advertised";
	const response = { 200: Address };
	app.get(
		path,
		{ schema: { response }, config: { call: "Host and ports of the broker that clients are told" } },
		async () => controlOf(deps).advertised.get(),
	);
	app.put(
		path,
		{
			schema: { body: NewAddress, response },
			config: { call: "Change the host and ports that the next endpoint or onboarding reply has" },
		},
		async ({ body }) => controlOf(deps).advertised.set(body),
	);
	app.delete(path, { schema: { response }, config: { call: "Tell clients again what the settings say" } }, async () =>
		controlOf(deps).advertised.clear(),
	);
}
