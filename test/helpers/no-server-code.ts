import type { ServerCodeRunner } from "../../src/core/ports.ts";

/** For a core that runs none. */
export const noServerCode: ServerCodeRunner = {
	run: async () => ({ ok: false, errorCode: "RUNTIME_ERROR", message: "there is no server code here", steps: 0 }),
	check: async () => undefined,
	close: async () => {},
};
