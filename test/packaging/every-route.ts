import { internalsOf } from "../../src/emulator/internals.ts";
import type { Emulator } from "../../src/emulator.ts";

/** Where an answer comes when it likes, changes the emulator for the others, or is another one each time. */
const leftOut = /\/(?:reset|events|wait|advance|journal|ca\.pem)\b/;

const changing = /\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f-]+|\d{4,}|"(?:uptime|pid)":\d+/g;

export interface Call {
	readonly method: string;
	readonly path: string;
}

/** A call of every route of an emulator, with the app that is there from the start. */
export function callsOf(emulator: Emulator): Call[] {
	const { routes } = internalsOf(emulator).api;
	return routes
		.filter(({ path, method }) => !leftOut.test(path) && !(method === "DELETE" && path.endsWith("/:appID")))
		.map(({ method, path }) => ({
			method,
			path: path.replace(":appID", emulator.app.appID).replace(/:\w+/g, "any").replace("*", "any"),
		}));
}

/** What a call is answered, by an emulator at that URL, without what differs from one to the next: times and ports. */
export async function answerTo({ method, path }: Call, url: string, token: string): Promise<string> {
	const response = await fetch(url + path, {
		method,
		headers: { authorization: `Bearer ${token}`, ...(method === "GET" || method === "HEAD" ? {} : json) },
		...(method === "GET" || method === "HEAD" ? {} : { body: '{"unknown":true}' }),
		signal: AbortSignal.timeout(30_000),
	});
	const { status, headers } = response;
	const names = [...headers.keys()].filter((name) => name !== "content-length").sort();
	return `${method} ${path} ${status} ${names} ${(await response.text()).replace(changing, "#")}`;
}

const json = { "content-type": "application/json" };

export async function adminToken(url: string, { clientID, clientSecret }: Emulator["app"]): Promise<string> {
	const response = await fetch(`${url}/api/oauth2/token`, {
		method: "POST",
		headers: json,
		body: JSON.stringify({ client_id: clientID, client_secret: clientSecret, grant_type: "client_credentials" }),
	});
	return ((await response.json()) as { access_token: string }).access_token;
}
