const replacement = "\ufffd";

/** Text as it may stand in XML and HTML, in attributes too; characters that XML has not are shown as U+FFFD. */
export function escapeMarkup(text: string): string {
	return Array.from(text, (character) => (isInXml(character.codePointAt(0) ?? 0) ? character : replacement))
		.join("")
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

/** XML 1.0, 2.2. */
function isInXml(code: number): boolean {
	if (code < 0x20) return code === 9 || code === 10 || code === 13;
	return code < 0xd800 || (code >= 0xe000 && code < 0xfffe) || code > 0xffff;
}
