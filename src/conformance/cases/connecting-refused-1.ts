import { refusedCase } from "../refused-case.ts";

export const connectingRefused1 = refusedCase(1, "unacceptable protocol version");
