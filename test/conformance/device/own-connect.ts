import type { IConnectPacket } from "mqtt-packet";
import type { Flaws } from "./flaws.ts";
import { connectPacket } from "./mqtt-link.ts";
import type { Endpoint } from "./onboard.ts";

/** The CONNECT of a device for itself. Flaws of it are in the first one only: with them it would never be let in. */
export function ownConnect(endpoint: Endpoint, keepalive: number, flaws: Flaws, isFirst: boolean): IConnectPacket {
	const right = connectPacket({
		clientId: endpoint.mqttTopic,
		username: endpoint.username,
		password: Buffer.from(endpoint.password),
		keepalive,
		clean: !flaws.has("connecting-clean-session"),
	});
	if (!isFirst) return right;
	if (flaws.has("connecting-credentials")) return { ...right, clientId: "device-1" };
	if (flaws.has("connecting-protocol")) return { ...right, protocolId: "MQIsdp" };
	return right;
}
