import type { Core } from "./context.ts";
import { invalidInput } from "./errors.ts";
import { type Installation, installationsOf, requireRightsOf } from "./installation.ts";
import { installationKey } from "./installation-records.ts";
import { onlyKnown } from "./only-admin.ts";
import { otherRequests } from "./other-requests.ts";
import type { Caller } from "./principal.ts";
import type { TypedID } from "./typed-id.ts";

// Installations read in one turn of the event loop.
const atATime = 1000;

export interface InstallationFilter {
	readonly userID?: string | undefined;
	readonly thingID?: string | undefined;
}

/**
 * Those of a user or thing, none for one that has none or is none; without a filter all of the app for the
 * administrator, its own for anybody else (evidence S23).
 * @throws KiiError UNAUTHORIZED, INVALID_INPUT_DATA for both filters
 */
export async function listInstallations(
	core: Core,
	caller: Caller,
	filter: InstallationFilter,
): Promise<Installation[]> {
	onlyKnown(caller);
	const owner = ownerOf(caller, filter);
	if (owner === undefined) return allInstallations(core, caller.appID);
	await requireRightsOf(core, caller, owner);
	return installationsOf(core, caller.appID, owner);
}

function ownerOf({ principal }: Caller, { userID, thingID }: InstallationFilter): TypedID | undefined {
	if (userID !== undefined && thingID !== undefined) throw invalidInput({ userID: "and thingID exclude each other" });
	if (userID !== undefined) return { type: "user", id: userID };
	if (thingID !== undefined) return { type: "thing", id: thingID };
	if (principal.kind === "user") return { type: "user", id: principal.userID };
	return principal.kind === "thing" ? { type: "thing", id: principal.thingID } : undefined;
}

async function allInstallations(core: Core, appID: string): Promise<Installation[]> {
	const folder = installationKey(appID);
	const all: Installation[] = [];
	for (let after: string | undefined; ; ) {
		const page = await core.store.list<Installation>(folder, {
			limit: atATime,
			...(after === undefined ? {} : { after }),
		});
		for (const { value } of page) all.push(value);
		after = page.at(-1)?.key;
		if (page.length < atATime) return all;
		await otherRequests();
	}
}
