import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Server, startServer, stop } from "./server.ts";

/** A server that others made. */
export interface Peer extends Server {
	readonly url: string;
}

const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

async function startNode(name: string, file: string, scheme: string): Promise<Peer> {
	const server = await startServer(name, process.execPath, [program(file)]);
	return { ...server, url: `${scheme}://127.0.0.1:${server.line}` };
}

export const startAedes = () => startNode("stock aedes", "stock-aedes-server", "mqtt");
export const startFastify = () => startNode("bare fastify", "bare-fastify-server", "http");

/** Debian's mosquitto on its defaults, but that anybody may connect. */
export async function startMosquitto(): Promise<Peer> {
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-bench-"));
	const port = await freePort();
	const file = join(folder, "mosquitto.conf");
	await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`);
	const begin = performance.now();
	const child = spawn("mosquitto", ["-c", file], {
		stdio: ["ignore", "ignore", "ignore"],
		env: { PATH: `${process.env.PATH}:/usr/sbin` },
	});
	await once(child, "spawn");
	while (!(await accepts(port))) {
		if (child.exitCode !== null) throw new Error(`mosquitto has ended with ${child.exitCode}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return {
		name: "mosquitto",
		child,
		line: "",
		took: performance.now() - begin,
		url: `mqtt://127.0.0.1:${port}`,
		async stop() {
			await stop(child);
			await rm(folder, { recursive: true });
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	return typeof address === "object" && address !== null ? address.port : 0;
}

function accepts(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		const done = (result: boolean) => () => {
			socket.destroy();
			resolve(result);
		};
		socket.once("connect", done(true)).once("error", done(false));
	});
}
