import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removePortsFile } from "../../src/cli/ports-file.ts";

test("a device or socket is not taken for the ports file of an earlier run", {
	skip: process.platform === "win32",
}, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
	const path = join(folder, "socket");
	const server = createServer().listen(path);
	t.after(() => {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	await once(server, "listening");
	assert.throws(() => removePortsFile(path), /cannot remove .*: it is not a regular file/);
	assert.equal(existsSync(path), true);
});
