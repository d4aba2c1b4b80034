import { invalidInput } from "../../errors.ts";

const octetStream = "application/octet-stream";
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
// RFC 9110, 8.3.1. What stands behind the semicolon may be loose, but must be fit for a header.
const mediaType = new RegExp(`^${token}/${token}[ \\t]*(?:;[ -~]*)?$`);

/**
 * The media type of a body, as it is kept and given back.
 * @throws KiiError INVALID_INPUT_DATA for text that is no media type
 */
export function bodyMediaType(contentType: string | undefined): string {
	const text = contentType?.trim() ?? "";
	if (text === "") return octetStream;
	if (text.length <= 255 && mediaType.test(text)) return text;
	throw invalidInput({ "Content-Type": "must be a media type of at most 255 characters" });
}
