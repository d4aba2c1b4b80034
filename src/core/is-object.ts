/** Whether a value is a JSON object. A body of a media type that is no JSON is bytes. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
