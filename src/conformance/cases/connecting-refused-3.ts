import { refusedCase } from "../refused-case.ts";

export const connectingRefused3 = refusedCase(3, "server unavailable");
