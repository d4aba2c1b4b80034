/** What a client asks for in `Prefer: code=503, errorCode=WRONG_TOKEN` (RFC 7240; the syntax is Prism's). */
export interface Preference {
	readonly status: number;
	readonly errorCode: string | undefined;
}

/** Undefined where the header asks for no status from 200 to 599. */
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
	if (!/^[2-5]\d\d$/.test(code)) return undefined;
	const errorCode = wishes.get("errorcode");
	return {
		status: Number(code),
		errorCode: errorCode !== undefined && /^\w{1,100}$/.test(errorCode) ? errorCode : undefined,
	};
}
