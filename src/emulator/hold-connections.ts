import type { OpenWire, Wire, WireControl } from "../broker/wire.ts";

/** The MQTT connections that are open, by their number, for who wants to end one or send on it. */
export interface HeldConnections {
	readonly openWire: OpenWire;
	find(connection: number): WireControl | undefined;
}

export function holdConnections(): HeldConnections {
	const controls = new Map<number, WireControl>();
	return {
		find: (connection) => controls.get(connection),
		openWire(_origin, control) {
			controls.set(control.connection, control);
			const wire: Wire = {
				incoming: (frame) => frame,
				outgoing: (packet) => packet,
				identified() {},
				granted() {},
				violated() {},
				closed: () => void controls.delete(control.connection),
			};
			return wire;
		},
	};
}
