/** The emulator refused a call: its answer was `{errorCode, message, …}`. */
export class ControlError extends Error {
	override readonly name: string = "ControlError";
	/** HTTP status. */
	readonly status: number;
	readonly errorCode: string;
	/** The answer in full. */
	readonly body: unknown;

	constructor(call: string, status: number, body: unknown) {
		const { errorCode, message } = fieldsOf(body);
		super(`${call} was answered ${status} ${errorCode}: ${message}`);
		this.status = status;
		this.errorCode = errorCode;
		this.body = body;
	}
}

function fieldsOf(body: unknown): { readonly errorCode: string; readonly message: string } {
	if (typeof body !== "object" || body === null) return { errorCode: "", message: String(body ?? "").slice(0, 200) };
	const { errorCode = "", message = "" } = body as Record<string, unknown>;
	return { errorCode: String(errorCode), message: String(message) };
}
