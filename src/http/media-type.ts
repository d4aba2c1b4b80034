/** The media type of a reply, as Kii spells it (evidence S13). */
export function kiiMediaType(name: string): string {
	return `application/vnd.kii.${name}+json;charset=UTF-8`;
}

/** The media type of a request in lower case, without parameters: clients differ in case and add charsets. */
export function mediaTypeOf(contentType: string | undefined): string {
	return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** `OnboardingWithVendorThingIDByThing` of `application/vnd.kii.onboardingWith…+json`, in lower case. */
export function kiiTypeOf(contentType: string | undefined): string | undefined {
	return /^application\/vnd\.kii\.(.+)\+json$/.exec(mediaTypeOf(contentType))?.[1];
}
