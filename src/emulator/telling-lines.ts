/** What says nothing about why: frames of a stack, marks below a line of source, brackets, the version of Node.js. */
const noise = /^\s+at |^[\s^~{}[\](),;]*$|^Node\.js v\d/;

const [lines, characters] = [5, 300];

/** Of what a program has said, the last lines that tell a person something, in one; a stack would hide its error. */
export function tellingLines(text: string): string {
	return text
		.split(/\r?\n/)
		.filter((line) => !noise.test(line))
		.slice(-lines)
		.map((line) => (line.length > characters ? `${line.slice(0, characters)}…` : line).trim())
		.join(" | ");
}
