import { ProtocolViolation } from "./protocol-violation.ts";

/** What is published on: never empty, no wildcards. @throws ProtocolViolation */
export function checkTopicName(topic: string, field: string): void {
	if (topic === "") throw new ProtocolViolation("MQTT-4.7.3-1", `an empty ${field}`);
	if (/[+#]/.test(topic)) {
		throw new ProtocolViolation("MQTT-3.3.2-2", `a wildcard in the ${field} ${JSON.stringify(topic)}`);
	}
}

/** What is subscribed to: never empty, wildcards fill a whole level, `#` is last. @throws ProtocolViolation */
export function checkTopicFilter(filter: string): void {
	if (filter === "") throw new ProtocolViolation("MQTT-4.7.3-1", "an empty topic filter");
	const levels = filter.split("/");
	const quoted = JSON.stringify(filter);
	for (const [index, level] of levels.entries()) {
		if (level.includes("#") && (level !== "#" || index !== levels.length - 1)) {
			throw new ProtocolViolation("MQTT-4.7.1-2", `a # that is not the last level of the topic filter ${quoted}`);
		}
		if (level.includes("+") && level !== "+") {
			throw new ProtocolViolation("MQTT-4.7.1-3", `a + that is not a whole level of the topic filter ${quoted}`);
		}
	}
}
