import { wholeNumber } from "./whole-number.ts";

/** 0 is a free one. */
export const port = wholeNumber("PORT", 0, 65_535);
