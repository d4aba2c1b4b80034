import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";

const Pem = Type.String({ description: "PEM", contentMediaType: "application/x-pem-file" });

/** `GET /_emulator/ca.pem`: the certificate that a client must trust for TLS, WSS and HTTPS. */
export function caRoute(app: Scope, deps: HttpDeps): void {
	app.get(
		"/_emulator/ca.pem",
		{ schema: { response: { 200: Pem } }, config: { call: "CA certificate of the TLS listeners", unguarded: true } },
		async (_request, reply) => reply.type("application/x-pem-file").send(deps.ca()),
	);
}
