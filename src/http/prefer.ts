import { isErrorCode, KiiError } from "../core/errors.ts";

/** What a client asks for in `Prefer: code=503, errorCode=WRONG_TOKEN` (RFC 7240; the syntax is Prism's). */
export interface Preference {
	readonly status: number;
	readonly errorCode: string | undefined;
	/** For `Preference-Applied`. */
	readonly applied: string;
}

/**
 * Undefined where the header asks for no status from 200 to 599, nor by an errorCode.
 * @throws KiiError BAD_REQUEST for an errorCode that cannot be, or that is none of Kii's and has no status beside it
 */
export function preferenceOf(header: string | readonly string[] | undefined): Preference | undefined {
	if (header === undefined) return undefined;
	const wishes = new Map(
		[header]
			.flat()
			.join(",")
			.split(/[,;]/)
			.map((wish) => {
				const [name = "", value = ""] = wish.split("=", 2);
				return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, "$1")] as const;
			}),
	);
	const code = wishes.get("code") ?? "";
	const errorCode = wishes.get("errorcode");
	const status = /^[2-5]\d\d$/.test(code) ? Number(code) : undefined;
	if (errorCode === undefined)
		return status === undefined ? undefined : { status, errorCode, applied: `code=${status}` };
	if (status === undefined && !isErrorCode(errorCode)) {
		throw refused(`errorCode=${errorCode} is none of Kii's: say code=STATUS, too`);
	}
	if (!/^\w{1,100}$/.test(errorCode)) throw refused("errorCode must be a word of at most 100 characters");
	const ofCode = isErrorCode(errorCode) ? new KiiError(errorCode, "").status : 500;
	const asked = status === undefined ? "" : `code=${status}, `;
	return { status: status ?? ofCode, errorCode, applied: `${asked}errorCode=${errorCode}` };
}

function refused(why: string): KiiError {
	return new KiiError("BAD_REQUEST", `The header Prefer cannot be obeyed: ${why}`);
}
