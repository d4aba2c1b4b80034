import type { TestContext } from "node:test";
import type { ServerCodeOutcome } from "../../src/core/ports.ts";
import { createServerCodeRunner, type ServerCodeRunnerOptions } from "../../src/server-code/server-code-runner.ts";
import { silentLog } from "../helpers/core.ts";

/** Runs the endpoint `main` of a source with `{ name: "Ann" }`, in a runner of its own. */
export async function run(
	t: TestContext,
	source: string,
	options: Partial<ServerCodeRunnerOptions> & { endpoint?: string; accessToken?: string } = {},
): Promise<ServerCodeOutcome> {
	const { endpoint = "main", accessToken, ...rest } = options;
	const runner = createServerCodeRunner({ log: silentLog, ...rest });
	t.after(() => runner.close());
	const context = { appID: "emulator", appKey: "emulator-key", accessToken };
	return runner.run({ source, endpoint, params: { name: "Ann" }, context });
}

/** The value that `main` returned; a failure throws. */
export async function resultOf(t: TestContext, source: string, accessToken?: string): Promise<unknown> {
	const outcome = await run(t, source, accessToken === undefined ? {} : { accessToken });
	if (!outcome.ok) throw new Error(`${outcome.errorCode}: ${outcome.message}`);
	return outcome.returnedValue;
}

/** The error of a failing `main`. */
export async function errorOf(t: TestContext, source: string): Promise<{ errorCode: string; message: string }> {
	const outcome = await run(t, source);
	if (outcome.ok) throw new Error(`it returned ${JSON.stringify(outcome.returnedValue)}`);
	const { errorCode, message } = outcome;
	return { errorCode, message };
}
