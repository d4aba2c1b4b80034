import { apps } from "./kinds/apps.ts";
import { choice } from "./kinds/choice.ts";
import { controlHosts } from "./kinds/control-hosts.ts";
import { hostName, hostNameOrAny } from "./kinds/host-name.ts";
import { onOrOff } from "./kinds/on-or-off.ts";
import { path } from "./kinds/path.ts";
import { secret } from "./kinds/secret.ts";
import { text } from "./kinds/text.ts";
import { wholeNumber } from "./kinds/whole-number.ts";
import type { Kind, Setting } from "./setting.ts";

const port = wholeNumber("PORT", 0, 65_535);
// MQTT cannot carry a longer packet [MQTT-2.2.3].
const packetBytes = wholeNumber("BYTES", 128, 268_435_455);
const bytes = wholeNumber("BYTES", 1024, 2 ** 31 - 1);

const listeners = inGroup("Listeners");
const advertised = inGroup("What clients are told");
const ofApps = inGroup("Apps");
const serverCode = inGroup("Server code");
const thingIf = inGroup("Thing-IF");
const mqtt = inGroup("MQTT");
const http = inGroup("HTTP");
const tls = inGroup("TLS");
const journal = inGroup("Journal");
const files = inGroup("Files");
const control = inGroup("Control API");
const log = inGroup("Log");

/** Every setting, in the order in which help and documentation show them. */
export const schema = {
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

	app: ofApps(
		apps,
		[],
		"An app besides the well-known one; repeatable",
		'The app `emulator` (app key `emulator-key`, administrator\'s client ID `emulator-admin` and secret `emulator-secret`) always exists. An app given without an administrator shares that one. In a variable, commas stand between several apps; in a file it is a list of such texts or of objects `{ "appID", "appKey", "clientID", "clientSecret" }`.',
	),
	apps: ofApps(
		choice("MODE", ["auto", "fixed"]),
		"auto",
		"What an unknown app ID means: `auto` creates the app on first use, `fixed` answers APP_NOT_FOUND",
	),
	checkAppKey: ofApps(
		onOrOff,
		false,
		"Refuse anonymous access with a wrong app key",
		"Off by default, because Kii's C SDKs send placeholders (`k`, `dummy`) for the app key.",
	),

	maxObjects: ofApps(
		wholeNumber("COUNT", 1, 100_000_000),
		100_000,
		"Objects an app may have in its buckets; one more is refused with 403 OBJECT_LIMIT_EXCEEDED",
		"Kii had no limit but that of the plan. Objects are kept in memory.",
	),

	seedIds: ofApps(
		text("SEED"),
		undefined,
		"Makes every identifier, token and password that the emulator issues follow from this text: the same calls get the same answers",
		"Each app has a row of its own, which does not depend on what other apps do and begins again at a reset. Times follow when the clock is frozen first, ports when they are not random. They begin again at each start, so begin with an empty `data-dir`. They can be guessed: not for what others can reach.",
	),

	historyLimit: thingIf(
		wholeNumber("COUNT", 1, 1_000_000),
		10_000,
		"States kept of each thing for queries of its history; the oldest go first",
	),
	untypedTraitCommands: thingIf(
		choice("MODE", ["accept", "refuse"]),
		"accept",
		"What a trait command for a thing without thing type or firmware version gets; `refuse` answers THING_WITHOUT_THING_TYPE",
		"Kii's design documents say it is refused. Devices of Kii's own examples are commanded without a type, so that `accept` is the default.",
	),
	endNodeCommandTarget: thingIf(
		onOrOff,
		true,
		"Name the end node that a command is for in a key `target` of the message to its gateway",
		"No source shows how a gateway was told. Without the key, a gateway with several end nodes cannot tell them apart.",
	),
	missingFirmwareCode: thingIf(
		choice("CODE", ["byThingType", "THING_WITHOUT_FIRMWARE_VERSION", "THING_WITHOUT_THING_TYPE"]),
		"byThingType",
		"The error code for the firmware version of a thing that has none",
		"Kii's SDKs disagree. `byThingType` answers THING_WITHOUT_THING_TYPE for a thing that has no thing type either, else THING_WITHOUT_FIRMWARE_VERSION.",
	),

	serverCodeDir: serverCode(
		path("FOLDER"),
		undefined,
		"Folder of server code that is there from the start: the file `{appID}.js` becomes the current version of its app",
		"Other files are left alone. With `apps` at `auto`, a file makes its app. A file that does not compile keeps the emulator from starting.",
	),
	serverCodeTimeout: serverCode(
		wholeNumber("SECONDS", 1, 3600),
		20,
		"Time one run of server code may take, as clocks on the wall go",
		"The default is Kii's own limit. A run also ends when it needs more than 64 MiB.",
	),

	qos: mqtt(
		choice("MODE", ["acknowledge", "silent", "reject"]),
		"acknowledge",
		"What a PUBLISH at QoS 1 or 2 gets",
		"Kii supports QoS 0 only. `acknowledge` answers the handshake, so that client libraries do not wait for it; `silent` never sends PUBACK, PUBREC or PUBCOMP; `reject` closes the connection. The first two carry the request out once, as QoS 0. Each such packet is logged.",
	),
	maxPacketSize: mqtt(packetBytes, 262_144, "Largest MQTT packet taken from a client"),
	maxConnectPacketSize: mqtt(packetBytes, 16_384, "Largest MQTT packet taken before a client is connected"),
	connectTimeout: mqtt(
		wholeNumber("SECONDS", 1, 2_147_483),
		10,
		"Time a new connection has for its CONNECT; before that as much for TLS and WebSocket handshakes",
	),
	maxBufferedBytes: mqtt(
		bytes,
		1_048_576,
		"Bytes kept for a client that does not read; it is disconnected beyond that",
	),
	maxBufferedTotal: mqtt(
		bytes,
		33_554_432,
		"Bytes kept for all clients that do not read; beyond that the one with the most is disconnected",
	),
	maxPendingRequests: mqtt(
		wholeNumber("COUNT", 1, 1_000_000),
		100,
		"Unanswered API requests of one client, beyond which no more is read from it",
	),
	endpointTtl: mqtt(
		wholeNumber("SECONDS", 1, 2_147_483_647),
		2_147_483_647,
		"Lifetime of the MQTT credentials that an onboarding or installation issues",
	),
	endpointNotReady: mqtt(
		wholeNumber("COUNT", 0, 1_000_000),
		0,
		"First calls of `mqtt-endpoint` of each installation that are answered with 503 MQTT_ENDPOINT_NOT_READY",
		"For trying how a client waits. Kii's JavaScript SDK gives up after 3 calls.",
	),

	headerTimeout: http(
		wholeNumber("SECONDS", 1, 86_400),
		20,
		"Time a client has for a TLS handshake, and for the head of each request",
		"The whole request may take 40 seconds more. A request that is late is answered with 408.",
	),
	maxBodySize: http(bytes, 131_072, "Largest body of an API request"),
	maxObjectBody: http(
		bytes,
		10_485_760,
		"Largest body of an object, sent at once or in chunks",
		"Kii had no limit but that of the plan. Bodies are kept in memory.",
	),

	preferHeader: http(
		onOrOff,
		true,
		"Whether a request may choose its answer by the header `Prefer: code=503, errorCode=…`",
		"For tests of how a client takes errors. Kii's clients never send it.",
	),

	tlsCert: tls(
		path("FILE"),
		undefined,
		"Own certificate, PEM, followed by its intermediates; needs `tls-key`",
		"Without it the emulator makes a development CA, kept in `data-dir` if there is one, and signs its certificates itself.",
	),
	tlsKey: tls(path("FILE"), undefined, "Private key of `tls-cert`, PEM, not encrypted"),
	tlsCa: tls(
		path("FILE"),
		undefined,
		"CA that clients must trust for `tls-cert`, PEM: what `GET /_emulator/ca.pem` hands out",
	),
	tlsMinVersion: tls(
		choice("VERSION", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
		"TLSv1.2",
		"Oldest TLS version accepted",
		"For old devices; versions before 1.2 are insecure.",
	),
	tlsMode: tls(
		choice("CERTIFICATE", ["normal", "expired", "wrong-host", "untrusted", "large"]),
		"normal",
		"Which certificate TLS, WSS and HTTPS show: one that a device must refuse, or one of more bytes than it may have room for",
		"`expired` ended a day ago, `wrong-host` is for `wrong-host.invalid` only, `untrusted` is of another CA than that of `GET /_emulator/ca.pem`, `large` has at least a quarter more bytes than the normal one. With `tls-cert` only `normal` and `untrusted` are possible. A fault rule (`docs/faults.md`) changes it while the emulator runs.",
	),

	journal: journal(
		onOrOff,
		true,
		"Keep a journal of every MQTT packet and API call, for `/_emulator/journal`",
		"It is kept in memory, within the limits below. Secrets in it are masked when it is read. Without it nothing is recorded, and a call costs some microseconds less.",
	),
	journalEntries: journal(
		wholeNumber("COUNT", 1, 10_000_000),
		10_000,
		"Entries kept; beyond that the app that has the most loses its oldest one",
	),
	journalBytes: journal(
		wholeNumber("BYTES", 65_536, 2 ** 40),
		67_108_864,
		"Bytes of packets and bodies kept, about; beyond that the app that has the most loses its oldest entry",
	),
	journalPayload: journal(
		wholeNumber("BYTES", 0, 16_777_216),
		65_536,
		"Bytes kept of a payload or body; a longer one is cut and marked `truncated`",
	),

	dataDir: files(
		path("FOLDER"),
		undefined,
		"Folder that keeps everything over a restart: all data, and the development CA, which clients need to trust once only; made if it is missing",
		"Without it all data is in memory, and there is a new CA at each start. One emulator at a time can use a folder. With it the package `classic-level` is needed, which is installed as an optional dependency.",
	),
	durability: files(
		choice("WHEN", ["process", "disk"]),
		"process",
		"When a change is kept in `data-dir`, which is before it is answered",
		"`process`: when the operating system has it; what was answered survives any end of the emulator, `kill -9` included. `disk`: when the disk has it (fsync, of many changes at once); it survives a loss of power, too, and takes longer.",
	),
	seed: files(
		path("FILE"),
		undefined,
		"JSON file with the state to begin with, and to go back to at a reset",
		"Apps, users, things, objects and more with identifiers, passwords and tokens of your choice: `docs/seed.md` has the format. With `data-dir` it is loaded on the first start only, and at a reset.",
	),
	import: files(
		path("FILE"),
		undefined,
		"Snapshot that everything is replaced by at the start",
		"As `GET /_emulator/snapshot` and `export-on-exit` make it. One of a single app replaces that app.",
	),
	exportOnExit: files(
		path("FILE"),
		undefined,
		"Snapshot that is written at the end, and by `POST /_emulator/snapshot`",
		"Written aside and renamed: whatever happens meanwhile, the file is the new one as a whole or the one before.",
	),
	portsFile: files(
		path("FILE"),
		undefined,
		"JSON file `{http,https,tcp,tls,ws,wss}` with the real ports, written when ready, removed at the end",
		"For the command only. A program finds the ports in `emulator.ports`.",
	),

	control: control(
		choice("WHO", ["loopback", "open", "off"]),
		"loopback",
		"Who may use the control API below `/_emulator`: programs on this machine, `open` every program that reaches the emulator, or `off` nobody",
		"The control API can read, change and delete everything, so `open` belongs into a network that you trust. Web pages are kept out in any case: a request with an `Origin` that is not the emulator's own gets 403, and so does one for a host name that is not the emulator's (`control-hosts`). `GET /_emulator/health` and `GET /_emulator/ca.pem` are always open.",
	),
	controlToken: control(
		secret,
		undefined,
		"A token with which programs on other machines may use the control API, too, whatever `control` is but `off`",
		"Sent as `Authorization: Bearer TOKEN`, or as `X-Control-Token: TOKEN` where a call needs an administrator's token of Kii's besides. A browser's WebSocket, which can send no headers, says `?access_token=TOKEN`. Prefer the variable to the flag, which other users of the machine can see.",
	),
	controlHosts: control(
		controlHosts,
		[],
		"A host name by which the control API may be called, or an origin whose pages may call it; repeatable",
		"IP addresses, `localhost`, names below `.localhost`, `host.docker.internal`, `host` and `advertised-host` need not be named. The check keeps pages out whose own host name has been pointed at the emulator (DNS rebinding).",
	),

	logLevel: log(
		choice("LEVEL", ["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
		"info",
		"Least important log lines shown",
	),
	logFormat: log(
		choice("FORMAT", ["auto", "json", "pretty"]),
		"auto",
		"How log lines look; `auto` is `pretty` on a terminal, else `json`",
		"All log lines go to the standard error. `pretty` needs the package `pino-pretty`: a checkout has it (`npm ci`), an installed package and the container image have not; without it the lines are JSON.",
	),
};

type Schema = typeof schema;
export type SettingName = keyof Schema;

/** The value of every setting. Sizes in bytes, times in seconds. */
export type Settings = { readonly [Name in SettingName]: Schema[Name]["default"] };

/** Makes the settings of one heading of the help and the documentation. */
function inGroup(group: string) {
	return <T>(kind: Kind<T>, initial: NoInfer<T>, summary: string, details?: string): Setting<T> => ({
		...kind,
		group,
		default: initial,
		summary,
		...(details === undefined ? {} : { details }),
	});
}
