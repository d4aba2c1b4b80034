import { inGroup } from "../in-group.ts";
import { hostNameOrAny } from "../kinds/host-name.ts";
import { port } from "../kinds/port.ts";

const advertised = inGroup("What clients are told");

export const advertisedSettings = {
	advertisedHost: advertised(
		hostNameOrAny,
		"*",
		"MQTT host in the answers of the API; `*` is the name by which the client reached the emulator",
		"A device that talks to `http://192.168.1.5:8080` is told to use MQTT on `192.168.1.5`, one that talks to `api-jp.kii.com` is told `api-jp.kii.com`. Set it when clients must use another name than the one they came by. A device that onboards over MQTT without TLS or WebSocket tells no name: it is told the address at which its connection arrived, and behind the port mapping of a container that is the container's own. It is also added to the names of the TLS certificate.",
	),
	advertisedMqttPort: advertised(port, 0, "`portTCP` in the answers of the API; 0 is the bound port"),
	advertisedMqttsPort: advertised(port, 0, "`portSSL` in the answers of the API; 0 is the bound port"),
	advertisedWsPort: advertised(port, 0, "`portWS` in the answers of the API; 0 is the bound port"),
	advertisedWssPort: advertised(port, 0, "`portWSS` in the answers of the API; 0 is the bound port"),
};
