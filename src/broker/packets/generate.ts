import { generate as generatePacket, type Packet, writeToStream } from "mqtt-packet";

// Else the first packet makes a buffer for each number of two bytes: 10 MiB and a twentieth of a second at every start.
writeToStream.cacheNumbers = false;

/** The bytes of a packet, by the codec that aedes uses. */
export function generate(packet: Packet): Buffer {
	return generatePacket(packet);
}
