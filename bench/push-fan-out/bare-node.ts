// What Node itself can do, in a process of its own: no broker, only one write of finished bytes to each connection.
import { createServer, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { serveParent } from "./child.ts";

const connack = generate({ cmd: "connack", returnCode: 0, sessionPresent: false });
const suback = generate({ cmd: "suback", messageId: 1, granted: [0] });
const publishType = 3;
const subscribeType = 8;
const subscribers: Socket[] = [];
const server = createServer((socket) => {
	socket.on("error", () => {});
	// Each packet comes in a chunk of its own: nobody sends the next one before the answer.
	socket.on("data", (packet) => {
		const type = packet.readUInt8(0) >> 4;
		if (type === publishType) for (const subscriber of subscribers) subscriber.write(packet);
		else if (type === subscribeType) {
			subscribers.push(socket);
			socket.write(suback);
		} else socket.write(connack);
	});
});
server.listen(0, "127.0.0.1", () => {
	const address = server.address();
	serveParent(typeof address === "object" && address !== null ? address.port : 0);
});
