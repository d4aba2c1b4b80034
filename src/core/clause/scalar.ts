/** What `eq` compares with. */
export type Scalar = string | number | boolean;

export function isScalar(value: unknown): value is Scalar {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
