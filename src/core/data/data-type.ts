import { KiiError } from "../errors.ts";

/** The data type of an object whose maker named none. */
export const plainDataType = "application/json";

/**
 * The data type that a Content-Type gives an object: `application/json` or `application/vnd.{appID}.{name}+json`, without
 * parameters. Undefined for none and for any other media type: clients send objects under all sorts of them.
 * @throws KiiError INVALID_DATA_TYPE for a name that has other characters than letters, digits, `.`, `_` and `-`
 */
export function dataTypeOf(appID: string, contentType: string | undefined): string | undefined {
	const type = contentType?.split(";", 1)[0]?.trim() ?? "";
	const lower = type.toLowerCase();
	if (lower === plainDataType) return plainDataType;
	const prefix = `application/vnd.${appID}.`;
	const suffix = "+json";
	if (!lower.startsWith(prefix.toLowerCase()) || !lower.endsWith(suffix)) return undefined;
	const name = type.slice(prefix.length, -suffix.length);
	if (!/^[A-Za-z0-9._-]{1,100}$/.test(name)) {
		throw new KiiError("INVALID_DATA_TYPE", "A data type is 1 to 100 letters, digits, dots, underscores and hyphens");
	}
	return `${prefix}${name}${suffix}`;
}

/** `mydata` of `application/vnd.{appID}.mydata+json`; undefined for `application/json`. */
export function dataTypeName(dataType: string): string | undefined {
	return /^application\/vnd\.[^.]+\.(.+)\+json$/.exec(dataType)?.[1];
}
