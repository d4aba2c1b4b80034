import { inGroup } from "../in-group.ts";
import { hostName } from "../kinds/host-name.ts";
import { port } from "../kinds/port.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const listeners = inGroup("Listeners");

export const listenerSettings = {
	host: listeners(
		hostName,
		"127.0.0.1",
		"Address that every listener binds to",
		"`0.0.0.0` or `::` takes every address of the machine: needed in a container, and for devices on the same network.",
	),
	httpPort: listeners(port, 8080, "Port of the REST API over HTTP; 0 takes a free one"),
	httpsPort: listeners(port, 8443, "Port of the REST API over HTTPS; 0 takes a free one"),
	mqttPort: listeners(port, 1883, "Port of MQTT over TCP; 0 takes a free one"),
	mqttsPort: listeners(port, 8883, "Port of MQTT over TLS; 0 takes a free one"),
	wsPort: listeners(port, 12_470, "Port of MQTT over WebSocket; 0 takes a free one"),
	wssPort: listeners(port, 12_473, "Port of MQTT over secure WebSocket; 0 takes a free one"),
	maxConnections: listeners(
		wholeNumber("COUNT", 1, 1_000_000),
		20_000,
		"Connections to all listeners together; what comes beyond is closed at once",
		"Every connection needs a file descriptor. When those run out before this limit is reached (`ulimit -n`), connections are closed in the same way, and the log says so.",
	),
	maxConnectionsPerAddress: listeners(
		wholeNumber("COUNT", 0, 1_000_000),
		0,
		"Connections from one address; 0 is no limit besides `max-connections`",
		"Tests, containers and whole networks behind a router share one address, so that there is no such limit by default.",
	),
};
