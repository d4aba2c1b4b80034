// Runs in the browser, as a script of the page that bodies.test.ts makes. KiiSDK.js is loaded before it.
// Talks to the emulator over HTTPS only, from another origin.

import type { PageSettings } from "./push-page.ts";

/** What the page posts back of one scope. */
export interface BodyResult {
	readonly scope: string;
	/** Media type and bytes that came back, and how the object knows the type. */
	readonly downloaded: readonly [type: string, bytes: readonly number[], bodyContentType: string];
	/** Whether upload and download told of their progress, which takes a request that CORS lets be watched. */
	readonly progress: readonly [upload: boolean, download: boolean];
	/** Type of a body uploaded from a Blob that has none. */
	readonly withoutType: string;
	/** How many bytes anybody gets from the URL of the publication. */
	readonly published: number;
	/** Media type of the body that was moved. */
	readonly moved: string;
	/** Message of the SDK for a download of a body that is gone. */
	readonly missing: string;
	/** `_modified` as the SDK keeps it after an upload, and as it is on the server. */
	readonly modified: readonly [own: number, server: number];
}

/** What the page posts back. */
export interface BodyPageResult {
	readonly error?: string;
	readonly results?: readonly BodyResult[];
}

interface Page {
	readonly settings: PageSettings;
	// The SDK comes without types.
	readonly Kii: Sdk;
	readonly KiiGroup: Sdk;
	readonly KiiObject: Sdk;
	readonly KiiThing: Sdk;
	readonly KiiUser: Sdk;
}
type Sdk = ReturnType<typeof JSON.parse>;
const { settings, Kii, KiiGroup, KiiObject, KiiThing, KiiUser } = globalThis as unknown as Page;

await run()
	.catch((error): BodyPageResult => ({ error: String(error?.message ?? error?.errorMessage ?? error) }))
	.then((result) => fetch("/result", { method: "POST", body: JSON.stringify(result) }));

async function run(): Promise<BodyPageResult> {
	const { url, appID, appKey } = settings;
	Kii.initializeWithSite(appID, appKey, `${url}/api`);
	const user = await KiiUser.userWithUsername("browser", "password").register();
	const group = KiiGroup.groupWithName("g");
	await group.save();
	const thing = await KiiThing.register({ _vendorThingID: "v1", _password: "secret" });
	await thing.registerOwner(user);
	const buckets = {
		app: Kii.bucketWithName("files"),
		user: user.bucketWithName("files"),
		group: group.bucketWithName("files"),
		thing: thing.bucketWithName("files"),
		encrypted: user.encryptedBucketWithName("files"),
	};
	const target = await saved(user.bucketWithName("archive"));
	const results: BodyResult[] = [];
	for (const [scope, bucket] of Object.entries(buckets)) results.push(await useBody(scope, bucket, target));
	return { results };
}

async function saved(bucket: Sdk): Promise<Sdk> {
	const object = bucket.createObject();
	object.set("title", "one");
	await object.saveAllFields();
	return object;
}

async function useBody(scope: string, bucket: Sdk, target: Sdk): Promise<BodyResult> {
	const object = await saved(bucket);
	const seen = KiiObject.objectWithURI(object.objectURI());
	const missing = await download(seen).then(
		() => "",
		(error) => String(error?.message),
	);
	await object.uploadBody(new Blob(["anything"]));
	const withoutType = (await download(seen)).blob.type;

	let uploadProgress = false;
	// Every byte there is, and more than one piece of a stream.
	const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
	await object.uploadBody(new Blob([bytes], { type: "image/png" }), {
		progress: () => {
			uploadProgress = true;
		},
		success: () => {},
		failure: () => {},
	});
	const { blob, progress } = await download(seen);
	const downloaded = [...new Uint8Array(await blob.arrayBuffer())];
	const own = object.getModified();
	await seen.refresh();
	const [, url] = await object.publishBody();
	const published = (await (await fetch(url)).arrayBuffer()).byteLength;
	await object.moveBody(target.objectURI());
	const moved = (await download(target)).blob.type;
	await target.deleteBody();
	return {
		scope,
		downloaded: [blob.type, downloaded, seen.getBodyContentType()],
		progress: [uploadProgress, progress],
		withoutType,
		published,
		moved,
		missing,
		modified: [own, seen.getModified()],
	};
}

async function download(object: Sdk): Promise<{ blob: Blob; progress: boolean }> {
	let progress = false;
	const [, blob] = await object.downloadBody({
		progress: () => {
			progress = true;
		},
		success: () => {},
		failure: () => {},
	});
	return { blob, progress };
}
