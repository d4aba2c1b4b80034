import { Writable } from "node:stream";

const ignore = (): void => {};

/**
 * The process's standard error, as a stream of its own that never fails and can be ended: a full disk or a reader that
 * has left costs log lines, not the emulator. (pino's own destination tries a full disk again and again, for ever.)
 */
export function standardError(): Writable {
	const { stderr } = process;
	if (!stderr.listeners("error").includes(ignore)) stderr.on("error", ignore);
	return new Writable({
		decodeStrings: false,
		write(text: string, _encoding, done) {
			stderr.write(text);
			done();
		},
	});
}
