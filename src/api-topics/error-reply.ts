import type { ApiReply } from "./dispatch.ts";

/** A failure that never reached the route table, in the form that the HTTP side gives to its own. */
export function errorReply(status: number, errorCode: string, message: string): ApiReply {
	const name = errorCode.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
	return {
		status,
		headers: { "content-type": `application/vnd.kii.${name}Exception+json;charset=UTF-8` },
		body: JSON.stringify({ errorCode, message }),
	};
}
