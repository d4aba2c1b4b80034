import { TLSSocket } from "node:tls";
import type { TlsFacts } from "../session.ts";

/** What a handshake came to; undefined without TLS. */
export function tlsFacts(socket: unknown): TlsFacts | undefined {
	if (!(socket instanceof TLSSocket)) return undefined;
	// The declarations have it for clients only; of a server it is false without SNI.
	const { servername } = socket as unknown as { readonly servername?: string | false };
	return {
		version: socket.getProtocol() ?? "",
		cipher: socket.getCipher()?.standardName ?? "",
		...(servername ? { serverName: servername } : {}),
	};
}
