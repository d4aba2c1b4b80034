import type { Parcel, Stage } from "./stage.ts";

/** Lets so many bytes pass and none behind them. @param onReached called when they have passed */
export function createLimit(bytes: number, pass: (parcel: Parcel) => void, onReached: () => void): Stage {
	let left = bytes;
	return {
		isEmpty: true,
		isClosed: false,
		enter(parcel) {
			if (left === 0) return;
			if (parcel === null) return pass(parcel);
			const passing = parcel.subarray(0, left);
			left -= passing.length;
			pass(passing);
			if (left === 0) onReached();
		},
		open() {},
		drop() {},
	};
}
