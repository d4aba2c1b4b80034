import { refusedCase } from "../refused-case.ts";

export const connectingRefused5 = refusedCase(5, "not authorized");
