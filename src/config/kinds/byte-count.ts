import { wholeNumber } from "./whole-number.ts";

export const byteCount = wholeNumber("BYTES", 1024, 2 ** 31 - 1);
