import { refusedCase } from "../refused-case.ts";

export const connectingRefused4 = refusedCase(4, "bad user name or password");
