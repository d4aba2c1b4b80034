import { scopeKey } from "../access/object-scope.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { newOwnershipCode } from "../identifiers.ts";
import { type Caller, type Principal, unauthorized } from "../principal.ts";
import { recordKey } from "../records.ts";
import type { Thing } from "../thing.ts";
import { accessThing } from "../thing-access.ts";
import { type TypedID, typedIDText } from "../typed-id.ts";
import { mayActFor, own, ownershipAlreadyExists, requireOwner } from "./ownership.ts";

/** How long a code is good for, in milliseconds. No source says. */
const lifetime = 3_600_000;
/** Wrong codes after which what could have been confirmed with the right one is void. */
const maxFailures = 10;
/** Of a thing at a time; the oldest go first. */
const maxRequests = 100;

/** Someone who is to become an owner of a thing. */
interface OwnershipRequest {
	readonly owner: TypedID;
	/** Which side has asked for the code, and need not confirm it: the thing, or the user or a member of the group. */
	readonly startedBy: "thing" | "owner" | "admin";
	/** Not the code itself: the store never holds a usable one. */
	readonly codeDigest: string;
	/** Unix milliseconds. */
	readonly expiresAt: number;
	readonly failures: number;
}

const starters = { thing: "thing", user: "owner", admin: "admin" } as const;

/** One record with all requests of a thing; `forgetOwner` removes it with the thing. */
function requestsKey(appID: string, thingID: string): string {
	return recordKey(appID, "ownership-request", scopeKey({ type: "thing", id: thingID }));
}

/**
 * Starts the making of an owner: a code, which the other side must confirm. The thing may ask for anybody, a user for
 * itself and its groups (REST reference, "Ownership request"). A new code voids the one that this side had for the owner.
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, USER_NOT_FOUND, GROUP_NOT_FOUND, THING_OWNERSHIP_ALREADY_EXISTS
 */
export async function requestOwnership(
	core: Core,
	caller: Caller,
	identifier: string,
	owner: TypedID,
): Promise<{ code: string }> {
	const { appID, principal } = caller;
	const thing = await accessThing(core, caller, identifier, "api", () => true);
	await requireOwner(core, appID, owner);
	const startedBy = starterOf(principal);
	if (startedBy === undefined || !(isThing(principal, thing) || (await mayActFor(core, caller, owner)))) {
		throw unauthorized(caller);
	}
	if (thing.owners.includes(typedIDText(owner))) throw ownershipAlreadyExists(appID, thing, owner);
	const code = newOwnershipCode(core.idsOf(appID));
	const codeDigest = core.secrets.digest(code);
	const request = { owner, startedBy, codeDigest, expiresAt: core.clockOf(appID).now() + lifetime, failures: 0 };
	await changeRequests(core, appID, thing, async (requests) => {
		const others = requests.filter((other) => other.startedBy !== startedBy || !isSame(other.owner, owner));
		return [...others, request].slice(-maxRequests);
	});
	return { code };
}

/**
 * Confirms the code that the other side has: the thing one of a user or member, these one of the thing, the
 * administrator any (REST reference, "Ownership confirmation").
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, INVALID_THING_OWNERSHIP_CODE, PIN_CODE_EXPIRED,
 * THING_OWNERSHIP_ALREADY_EXISTS, and for an owner that is gone USER_NOT_FOUND, GROUP_NOT_FOUND
 */
export async function confirmOwnership(core: Core, caller: Caller, identifier: string, code: string): Promise<void> {
	const { appID, principal } = caller;
	const thing = await accessThing(core, caller, identifier, "api", () => true);
	const codeDigest = core.secrets.digest(code);
	let found: OwnershipRequest | undefined;
	await changeRequests(core, appID, thing, async (requests) => {
		const open: OwnershipRequest[] = [];
		for (const request of requests) if (await mayConfirm(core, caller, thing, request)) open.push(request);
		if (open.length === 0 && principal.kind !== "admin" && !isThing(principal, thing)) throw unauthorized(caller);
		found = open.find((request) => core.secrets.equal(request.codeDigest, codeDigest));
		if (found !== undefined) return requests.filter((request) => request !== found);
		return requests.flatMap((request) => {
			if (!open.includes(request)) return [request];
			const failures = request.failures + 1;
			return failures < maxFailures ? [{ ...request, failures }] : [];
		});
	});
	if (found === undefined) {
		throw new KiiError("INVALID_THING_OWNERSHIP_CODE", "The code is not one for this thing", {
			appID,
			thingID: thing.thingID,
		});
	}
	if (found.expiresAt <= core.clockOf(appID).now()) throw new KiiError("PIN_CODE_EXPIRED", "The code has expired");
	await requireOwner(core, appID, found.owner);
	await own(core, appID, thing, found.owner);
}

async function mayConfirm(core: Core, caller: Caller, thing: Thing, request: OwnershipRequest): Promise<boolean> {
	if (caller.principal.kind === "admin") return true;
	if (caller.principal.kind === "thing") return request.startedBy === "owner" && isThing(caller.principal, thing);
	return request.startedBy === "thing" && mayActFor(core, caller, request.owner);
}

async function changeRequests(
	core: Core,
	appID: string,
	{ thingID }: Thing,
	change: (requests: readonly OwnershipRequest[]) => Promise<readonly OwnershipRequest[]>,
): Promise<void> {
	const key = requestsKey(appID, thingID);
	for (;;) {
		const entry = await core.store.get<readonly OwnershipRequest[]>(key);
		const requests = await change(entry?.value ?? []);
		const value = requests.length === 0 ? undefined : requests;
		if (await core.store.commit([{ key, value, expect: entry?.version ?? 0 }])) return;
	}
}

function starterOf({ kind }: Principal): OwnershipRequest["startedBy"] | undefined {
	return kind === "none" || kind === "anonymous" ? undefined : starters[kind];
}

function isThing(principal: Principal, { thingID }: Thing): boolean {
	return principal.kind === "thing" && principal.thingID === thingID;
}

function isSame(one: TypedID, other: TypedID): boolean {
	return typedIDText(one) === typedIDText(other);
}
