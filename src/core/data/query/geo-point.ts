import { isObject } from "../../is-object.ts";

/** A GeoPoint of Kii, in degrees: `{"_type": "point", "lat": …, "lon": …}` (Kii guide, "Managing Geolocations"). */
export interface GeoPoint {
	readonly lat: number;
	readonly lon: number;
}

/** Metres. Kii's distances are those on a sphere of this radius (Unity SDK, live tests of geo queries). */
const earthRadius = 6_371_000;

/** The GeoPoint in a JSON value, undefined when it is none. */
export function geoPointOf(value: unknown): GeoPoint | undefined {
	if (!isObject(value) || value._type !== "point") return undefined;
	const { lat, lon } = value;
	if (typeof lat !== "number" || typeof lon !== "number") return undefined;
	return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

/** Metres between two points, along the sphere. */
export function distanceBetween(a: GeoPoint, b: GeoPoint): number {
	const [latA, latB] = [radians(a.lat), radians(b.lat)];
	const half =
		Math.sin((latB - latA) / 2) ** 2 +
		Math.sin((radians(b.lon) - radians(a.lon)) / 2) ** 2 * Math.cos(latA) * Math.cos(latB);
	// Rounding may leave a little more than 1 for opposite points.
	return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** A rectangle along the meridians and parallels. */
export interface GeoBox {
	readonly ne: GeoPoint;
	readonly sw: GeoPoint;
}

/** Whether a point is in the box or on its edge. A box whose west is east of its east lies across the date line. */
export function isInBox({ ne, sw }: GeoBox, { lat, lon }: GeoPoint): boolean {
	if (lat < sw.lat || lat > ne.lat) return false;
	return sw.lon <= ne.lon ? lon >= sw.lon && lon <= ne.lon : lon >= sw.lon || lon <= ne.lon;
}

function radians(degrees: number): number {
	return (degrees * Math.PI) / 180;
}
