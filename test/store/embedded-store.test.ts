import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobStoreContract } from "./blob-store-contract.ts";
import { openFolder } from "./embedded-folder.ts";
import { stateStoreContract } from "./state-store-contract.ts";

const open = async () => {
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-store-"));
	const { store, blobs } = await openFolder(folder);
	const close = async () => {
		await store.close();
		await rm(folder, { recursive: true });
	};
	return { store: { ...store, close }, blobs: { ...blobs, close } };
};

stateStoreContract("embedded store", async () => (await open()).store);
blobStoreContract("embedded blobs", async () => (await open()).blobs);
