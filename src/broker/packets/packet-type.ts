/** The control packet types a client may send, by their number (MQTT 3.1.1, table 2.1). */
export const packetType = {
	connect: 1,
	publish: 3,
	puback: 4,
	pubrec: 5,
	pubrel: 6,
	pubcomp: 7,
	subscribe: 8,
	unsubscribe: 10,
	pingreq: 12,
	disconnect: 14,
} as const;
