import { generate } from "mqtt-packet";
import { hostilePieces } from "./hostile-paths.ts";
import type { Target } from "./input.ts";
import type { Random } from "./random.ts";

export function connectPacket(random: Random, { clientID, username, password, appID }: Target): Buffer {
	const old = random.chance(1, 4);
	const will = {
		topic: `p/${clientID}/thing-if/apps/${appID}/x`,
		payload: Buffer.from("GET\n\n"),
		qos: 0,
		retain: false,
	};
	return generate({
		cmd: "connect",
		protocolId: old ? "MQIsdp" : "MQTT",
		protocolVersion: old ? 3 : 4,
		clean: random.chance(3, 4),
		keepalive: random.pick([0, 1, 60, 65_535]),
		clientId: clientID,
		username,
		password: Buffer.from(password),
		...(random.chance(1, 4) ? { will: { ...will, qos: 0 as const } } : {}),
	});
}

/** The text of an API request, in the body of a PUBLISH. */
export function requestText(random: Random, target: Target): string {
	const verb = random.pick(["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "get", "OPTIONS", "TRACE", ""]);
	const lineEnd = random.pick(["\n", "\r\n"]);
	const headers = [`Authorization: Bearer ${target.accessToken}`, "Content-Type: application/json"];
	const body = random.pick([
		'{"power":true}',
		"{}",
		"[]",
		'{"__proto__":{"a":1}}',
		'"x"',
		"{",
		"",
		"[".repeat(300),
		"null",
	]);
	return [verb, ...headers, "", body].join(lineEnd);
}

export function requestTopic(random: Random, { clientID, appID, thingID }: Target): string {
	const own = `p/${clientID}/thing-if/apps/${appID}`;
	const path = random.pick([
		`/targets/thing:${thingID}/states`,
		`/targets/thing:${thingID}/commands`,
		`/targets/thing:${thingID}/states/aliases/a`,
		`/things/${thingID}/thing-type`,
		"/onboardings",
		"/nothing",
	]);
	if (random.chance(2, 3)) return own + path;
	const pieces = Array.from({ length: 1 + random.below(5) }, () => random.pick(hostilePieces));
	return `${own}${random.chance(1, 2) ? path : ""}/${pieces.join("/")}`.replaceAll("#", "").replaceAll("+", "");
}

/** A packet of any type, as it should be; those of the server, too. */
export function validPacket(random: Random, target: Target): Buffer {
	const messageId = 1 + random.below(65_535);
	const qos = random.pick([0, 0, 1, 2] as const);
	const topic = random.pick([target.clientID, "#", "+/a", "a/b", "p/x", `${target.clientID}/#`]);
	switch (random.below(16)) {
		case 0:
			return connectPacket(random, target);
		case 1:
		case 2:
			return generate({ cmd: "subscribe", messageId, subscriptions: [{ topic, qos }] });
		case 3:
			return generate({ cmd: "unsubscribe", messageId, unsubscriptions: [topic] });
		case 4:
			return generate({ cmd: random.pick(["puback", "pubrec", "pubrel", "pubcomp"] as const), messageId });
		case 5:
			return generate({ cmd: "disconnect" });
		case 6:
			return generate({ cmd: "connack", returnCode: 0, sessionPresent: false });
		case 7:
			return generate(
				random.pick([
					{ cmd: "suback", messageId, granted: [0] },
					{ cmd: "unsuback", messageId, granted: [] },
					{ cmd: "pingresp" },
				] as const),
			);
		case 8:
		case 9:
		case 10:
			return generate({ cmd: "pingreq" });
		default:
			return generate({
				cmd: "publish",
				topic: requestTopic(random, target),
				payload: requestText(random, target),
				qos,
				messageId,
				dup: qos > 0 && random.chance(1, 4),
				retain: random.chance(1, 8),
			});
	}
}

/** A packet that does no harm: a client goes on behind it. */
export function harmlessPacket(random: Random, target: Target): Buffer {
	for (;;) {
		const packet = validPacket(random, target);
		const type = (packet[0] ?? 0) >> 4;
		// All but those of the server, CONNECT and DISCONNECT.
		if ([3, 4, 5, 6, 7, 8, 10, 12].includes(type)) return packet;
	}
}
