/** What the emulator sends to a sandbox process: one job, after the process has said that it is ready. */
export type Job =
	| { readonly kind: "check"; readonly source: string }
	| {
			readonly kind: "run";
			readonly source: string;
			readonly endpoint: string;
			/** JSON of `{ params, appID, appKey, accessToken }`. */
			readonly call: string;
			/** Milliseconds for the whole run. */
			readonly timeout: number;
	  };

/** What a sandbox process answers. Only strings and numbers of the developer's making, and none to be trusted. */
export type Answer =
	| { readonly kind: "ready" }
	| { readonly kind: "checked"; readonly fault?: string }
	| { readonly kind: "ran"; readonly ending: Ending; readonly output: Output };

export type Ending =
	/** `value` is JSON; missing when there is none. */
	| { readonly kind: "returned"; readonly value?: string; readonly steps: number }
	| { readonly kind: "threw"; readonly message: string; readonly steps: number }
	| { readonly kind: "no endpoint" }
	/** Neither a result nor anything left that could bring one. */
	| { readonly kind: "no result"; readonly steps: number }
	| { readonly kind: "too long" };

/** What it wrote to `console`: level and text. */
export interface Output {
	readonly lines: readonly (readonly [level: string, text: string])[];
	/** Lines left out beyond the limits. */
	readonly dropped: number;
}
