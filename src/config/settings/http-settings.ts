import { inGroup } from "../in-group.ts";
import { byteCount } from "../kinds/byte-count.ts";
import { onOrOff } from "../kinds/on-or-off.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const http = inGroup("HTTP");

export const httpSettings = {
	headerTimeout: http(
		wholeNumber("SECONDS", 1, 86_400),
		20,
		"Time a client has for a TLS handshake, and for the head of each request",
		"The whole request may take 40 seconds more. A request that is late is answered with 408.",
	),
	maxBodySize: http(byteCount, 131_072, "Largest body of an API request"),
	maxObjectBody: http(
		byteCount,
		10_485_760,
		"Largest body of an object, sent at once or in chunks",
		"Kii had no limit but that of the plan. Without `data-dir`, bodies are kept in memory.",
	),
	preferHeader: http(
		onOrOff,
		true,
		"Whether a request may choose its answer by the header `Prefer: code=503, errorCode=…`",
		"For tests of how a client takes errors. Kii's clients never send it.",
	),
};
