/** Whether JSON is nested deeper than `limit` objects and arrays. What is, cannot be stored and written out again. */
export function isDeeper(value: unknown, limit: number): boolean {
	if (typeof value !== "object" || value === null) return false;
	return limit === 0 || Object.values(value).some((each) => isDeeper(each, limit - 1));
}
