/**
 * The ways in which a device can be wrong: each is named after the case that must find it, and no other may.
 * A device without flaws passes every case.
 */
export type Flaws = ReadonlySet<string>;

export const noFlaws: Flaws = new Set();
