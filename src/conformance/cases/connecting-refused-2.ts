import { refusedCase } from "../refused-case.ts";

export const connectingRefused2 = refusedCase(2, "identifier rejected");
