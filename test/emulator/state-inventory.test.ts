// Every file that keeps something beside the store is named here, with what a reset does about it: one that is new, and one that
// keeps nothing any more, fail. What is in the store needs no such list: a reset replaces all of it (reset-everything.test.ts).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../../../src", import.meta.url));
/** Commands and programs around an emulator, which are no part of its state. */
const outside = /^(?:client|cli|config|conformance|testing)\b/;
/** A collection that begins empty, or a variable that outlives a call: of a module, or of what the emulator is made of. */
const keeps =
	/^\t?(?:export )?(?:const|let|readonly|#)[^=\n]*= new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)|^(?:const|let) [^=\n]*= new WeakMap|^let /m;
const keepsInRoot = /^\tlet /m;

const inventory: Readonly<Record<string, readonly string[]>> = {
	"put back by a reset, of all or of an app": [
		"broker/carried-out.ts",
		"core/alarms.ts",
		"core/things/online-status.ts",
		"emulator/seed-control.ts", // the recorder
		"faults/active-rule.ts",
		"faults/faults.ts",
		"journal/create-journal.ts",
		"journal/ring.ts",
		"store/folder-tree.ts",
		"store/memory-folder.ts",
		"system/app-ids.ts",
		"system/emulator-clock.ts",
		"system/sequence.ts",
	],
	"of a connection, which a reset closes unless it is to be kept": [
		"broker/broker.ts",
		"broker/buffered-total.ts",
		"broker/connected-clients.ts",
		"broker/emitter.ts",
		"broker/qos.ts",
		"emulator/connection-limits.ts",
		"emulator/hold-connections.ts",
		"emulator/other-ports.ts",
		"faults/network/network-faults.ts",
		"http/plain-reader.ts",
		"system/accept-sockets.ts",
		"system/reset-socket.ts",
	],
	"work under way, which a reset waits for or ends": [
		"api-topics/request-queue.ts",
		"broker/end-of-turn.ts",
		"core/push/fan-out.ts",
		"counts.ts",
		"core/thing-if/trigger-server-code.ts",
		"emulator/in-process-response.ts",
		"emulator/in-process-transport.ts",
		"emulator/app-gate.ts", // its epochs, too: they tell what was sent before a reset
		"http/control/signal-of.ts",
		"http/plugins/activity.ts",
		"http/plugins/head-requests.ts",
		"server-code/server-code-runner.ts",
		"store/embedded/batch.ts",
		"system/activity.ts",
	],
	"of whoever watches, who goes on watching": ["journal/feed.ts", "journal/turns.ts", "journal/watchers.ts"],
	"of the machine around the emulator, which a reset does not know: address, certificates, seed, settings": [
		"emulator/advertised.ts",
		"emulator/certifier.ts",
		"emulator/seed-in-force.ts",
		"emulator/shown-certificates.ts",
		"broker/certificates/ephemeral-certificates.ts",
		"broker/certificates/faulty-certificates.ts",
		"emulator.ts",
		"emulator/internals.ts",
	],
	"follows from what is in the store, or from nothing": [
		"http/control/strict-body.ts",
		"broker/packets/publish-block.ts",
		"core/app-limit.ts",
		"core/data/object-limit.ts",
		"core/data/query/queried-field.ts",
		"core/thing-if/cron.ts",
		"core/thing-if/payload-schema.ts",
		"http/validator.ts",
		"journal/matches.ts",
		"seed/check-document.ts",
		"store/embedded/contents.ts",
		"journal/kept.ts",
		"store/change-watches.ts", // told by a reset, as by every change
		"system/movable-clock.ts",
	],
	"lives as long as one call": [
		"api-topics/message.ts",
		"core/access/acl.ts",
		"core/data/body/drop-unnamed-bytes.ts",
		"core/data/query/calculated-distances.ts",
		"core/snapshot.ts",
		"core/thing-if/action-results.ts",
		"core/thing-if/query-history.ts",
		"core/thing-if/thing-traits.ts",
		"core/things/thing-query.ts",
		"emulator/device-program.ts",
		"emulator/end-with-process.ts",
		"emulator/exclusive.ts",
		"emulator/scratch-core.ts",
		"emulator/shut-down.ts",
		"emulator/snapshots.ts",
		"journal/wait.ts",
	],
	"of tests": ["system/manual-clock.ts"],
};

test("whatever keeps something is named with what a reset does about it", () => {
	const found = readdirSync(src, { recursive: true })
		.map((file) => `${file}`.replaceAll("\\", "/"))
		.filter((file) => file.endsWith(".ts") && !outside.test(file))
		.filter((file) => {
			const text = readFileSync(join(src, file), "utf8");
			return keeps.test(text) || (/^emulator\b/.test(file) && keepsInRoot.test(text));
		});
	const named = Object.values(inventory).flat();
	assert.equal(new Set(named).size, named.length, "a file is named twice");
	assert.deepEqual(
		found.filter((file) => !named.includes(file)),
		[],
		"these keep something: see to it that a reset puts it back, or not, and name them in the inventory",
	);
	assert.deepEqual(
		named.filter((file) => !found.includes(file)),
		[],
		"these keep nothing any more: take them out of the inventory",
	);
});
