import { once } from "node:events";
import { connect } from "node:net";

/** A keep-alive connection that sends a finished request and waits for the end of its answer, and does nothing else. */
export interface HttpClient {
	request(bytes: Buffer): Promise<string>;
	close(): void;
}

/** The answers must have a Content-Length. */
export async function openHttp(url: string): Promise<HttpClient> {
	const { hostname: host, port } = new URL(url);
	const socket = connect({ host, port: Number(port) }).setNoDelay();
	await once(socket, "connect");
	let text = "";
	let resolve = (_answer: string): void => {};
	let reject = (_error: Error): void => {};
	socket.on("data", (chunk) => {
		text += chunk.toString("latin1");
		const end = text.indexOf("\r\n\r\n");
		if (end < 0) return;
		const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
		if (text.length < end + 4 + length) return;
		const answer = text;
		text = "";
		resolve(answer);
	});
	socket.on("close", () => reject(new Error("the server has closed the connection")));
	return {
		request(bytes) {
			socket.write(bytes);
			return new Promise((done, failed) => {
				resolve = done;
				reject = failed;
			});
		},
		close() {
			reject = () => {};
			socket.destroy();
		},
	};
}
