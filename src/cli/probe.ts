import { get } from "node:http";

/** Milliseconds without an answer after which the emulator counts as not well. */
const patience = 3000;

/** The body of a 200 answer. Rejects on any other, and without one in time. Plain `node:http`, because `fetch` starts slowly. */
export function probe(url: URL): Promise<string> {
	return new Promise((resolve, reject) => {
		const request = get(url, { agent: false, timeout: patience }, (response) => {
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (text) => {
				body += text;
			});
			response.on("error", reject);
			response.on("end", () => {
				if (response.statusCode === 200) resolve(body);
				else reject(new Error(`status ${response.statusCode} ${body}`.trimEnd()));
			});
		});
		request.on("timeout", () => request.destroy(new Error(`no answer within ${patience} ms`)));
		// A refused connection to several addresses of one name has an empty message of its own.
		request.on("error", (error: NodeJS.ErrnoException) => reject(error.message === "" ? new Error(error.code) : error));
	});
}
