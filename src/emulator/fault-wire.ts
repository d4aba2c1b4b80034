import type { OpenWireWith } from "../broker/compose-wires.ts";
import type { Core } from "../core/context.ts";
import { findMqttEndpoint } from "../core/mqtt-endpoint.ts";
import type { FaultRules } from "../faults/faults.ts";
import { type AppOfSender, type FaultNotes, PacketFaults } from "../faults/packet/packet-faults.ts";

/** What carries out the faults of packets, and notes in the journal what it did. */
export function faultWire(faults: FaultRules, core: Core): OpenWireWith<FaultNotes | undefined> {
	const appOfSender: AppOfSender = ({ clientID, username }) => appOf(core, clientID, username);
	return ({ listener }, control, notes) => new PacketFaults(faults, listener, control, appOfSender, notes);
}

/** The app that a CONNECT is for, whether it will be let in or not. */
async function appOf(core: Core, clientID: string, username = ""): Promise<string | undefined> {
	return (await findMqttEndpoint(core, clientID))?.appID ?? new URLSearchParams(username).get("client_id") ?? undefined;
}
