import { lossCase } from "../loss-case.ts";

export const reconnectAfterReset = lossCase("reset");
