/** Every `errorCode` with its HTTP status (JS SDK `SERVER_ERROR_CODES`; thing-if SDK tests and mocks). */
const statusByCode = {
	BAD_REQUEST: 400,
	COMMAND_TRAIT_VALIDATION: 400,
	EMPTY_BODY: 400,
	ENDPOINT_INVOCATION_ERROR: 400,
	INVALID_INPUT_DATA: 400,
	INVALID_JSON: 400,
	INVALID_JSON_SCHEMA: 400,
	PASSWORD_TOO_SHORT: 400,
	SERVER_CODE_VERIFICATION_ERROR: 400,
	STATE_PREDICATE_TRAIT_VALIDATION: 400,
	WRONG_COMMAND: 400,
	WRONG_PREDICATE: 400,
	WRONG_TRIGGER: 400,
	invalid_grant: 400,
	AUTHENTICATION_FAILED: 401,
	THING_DISABLED: 401,
	UNAUTHORIZED: 401,
	USER_DISABLED: 401,
	WRONG_PASSWORD: 401,
	OPERATION_NOT_SUPPORTED: 403,
	WRONG_TOKEN: 403,
	WRONG_REFRESH_TOKEN: 403,
	APP_NOT_FOUND: 404,
	COMMAND_NOT_FOUND: 404,
	FIRMWARE_VERSION_NOT_FOUND: 404,
	GROUP_NOT_FOUND: 404,
	INSTALLATION_NOT_FOUND: 404,
	MQTT_ENDPOINT_NOT_FOUND: 404,
	NOT_FOUND: 404,
	SERVER_CODE_VERSION_NOT_FOUND: 404,
	STATE_NOT_FOUND: 404,
	TARGET_NOT_FOUND: 404,
	THING_NOT_FOUND: 404,
	THING_TYPE_NOT_FOUND: 404,
	THING_WITHOUT_FIRMWARE_VERSION: 404,
	THING_WITHOUT_THING_TYPE: 404,
	TRAIT_ALIAS_NOT_FOUND: 404,
	TRAIT_NOT_FOUND: 404,
	TRIGGER_NOT_FOUND: 404,
	USER_NOT_FOUND: 404,
	METHOD_NOT_ALLOWED: 405,
	STATE_HISTORY_NOT_AVAILABLE: 409,
	THING_ALREADY_EXISTS: 409,
	USER_ALREADY_EXISTS: 409,
	REQUEST_TOO_LARGE: 413,
	UNSUPPORTED_MEDIA_TYPE: 415,
	UNDEFINED_ERROR: 500,
	OPERATION_NOT_IMPLEMENTED: 501,
	MQTT_ENDPOINT_NOT_READY: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

/** A failure that a client sees as `{errorCode, message, …context}` with the status of its code, or `status` where a call differs. */
export class KiiError extends Error {
	override readonly name = "KiiError";
	readonly errorCode: ErrorCode;
	readonly status: number;
	readonly context: Readonly<Record<string, unknown>>;

	constructor(errorCode: ErrorCode, message: string, context: Readonly<Record<string, unknown>> = {}, status?: number) {
		super(message);
		this.errorCode = errorCode;
		this.status = status ?? statusByCode[errorCode];
		this.context = context;
	}
}

/** 400 with one text per wrong field, worded as Kii's (evidence, section 2). */
export function invalidInput(invalidFields: Readonly<Record<string, string>>): KiiError {
	const faults = Object.entries(invalidFields).map(([field, text]) => `${field} - ${text}`);
	return new KiiError("INVALID_INPUT_DATA", `There are validation errors: ${faults.join(". ")}. `, { invalidFields });
}
