const verb = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$/;
const header = /^[\w!#$%&'*+.^`|~-]+[ \t]*:/;

/** What is wrong with the payload of a request over MQTT, as the rest of a sentence about it; undefined when nothing is. */
export function malformation(payload: string | undefined): string | undefined {
	if (payload === undefined) return "is no text in UTF-8";
	const [first = "", ...lines] = payload.split(/\r?\n/);
	if (!verb.test(first)) return `begins with "${first.slice(0, 60)}", where a verb alone must be`;
	const end = lines.indexOf("");
	if (end < 0) return "has no empty line behind its headers";
	const wrong = lines.slice(0, end).find((line) => !header.test(line));
	return wrong === undefined ? undefined : `has the line "${wrong.slice(0, 60)}", which is no header`;
}
