// A fastify with one POST that answers what a GET of a thing's states does. It says its port.
import Fastify from "fastify";

const app = Fastify();
app.post("/states", async () => ({ power: true, brightness: 50 }));
const address = await app.listen({ port: 0, host: "127.0.0.1" });
console.log(new URL(address).port);
