import { lossCase } from "../loss-case.ts";

export const reconnectAfterClose = lossCase("close");
