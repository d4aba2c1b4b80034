// aedes as it comes, in a process of its own.
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { serveParent } from "./child.ts";

const aedes = await Aedes.createBroker();
const server = createServer((socket) => void aedes.handle(socket));
server.listen(0, "127.0.0.1", () => {
	const address = server.address();
	serveParent(typeof address === "object" && address !== null ? address.port : 0);
});
