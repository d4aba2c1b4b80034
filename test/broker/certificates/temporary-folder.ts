import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A folder that is gone when the test ends. */
export async function temporaryFolder(test: TestContext): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-test-"));
	test.after(() => rm(folder, { recursive: true, force: true }));
	return folder;
}
