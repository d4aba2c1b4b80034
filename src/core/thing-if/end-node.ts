import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { type ListRequest, listPage, orderKey } from "../paging.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { inserted, modify, read, recordKey, write } from "../records.ts";
import { findThing, type Thing, thingKey, thingNotFound } from "../thing.ts";
import { accessThing, mayManageThing, type Permission } from "../thing-access.ts";
import { type IssuedToken, issueToken } from "../token.ts";

function endNodeFolder(appID: string, gatewayThingID: string): string {
	return recordKey(appID, "end-node", gatewayThingID);
}

/** A gateway's calls are its own, its owner's, and the administrator's. */
const mayUseGateway: Permission = (core, caller, gateway) =>
	caller.principal.kind === "thing"
		? caller.principal.thingID === gateway.thingID
		: mayManageThing(core, caller, gateway);

/** @throws KiiError INVALID_INPUT_DATA for a thing that is no gateway (evidence S29) */
export function mustBeGateway(gateway: Thing, field: string): void {
	if (gateway.layoutPosition === "GATEWAY") return;
	throw invalidInput({ [field]: `is no gateway: its layoutPosition is ${gateway.layoutPosition}` });
}

/** Makes a thing an end node of a gateway, in place of another one. Nothing changes for a pair that is one already. */
export async function pair(core: Core, appID: string, gateway: Thing, endNodeThingID: string): Promise<void> {
	const key = thingKey(appID, endNodeThingID);
	for (;;) {
		const entry = await core.store.get<Thing>(key);
		if (entry === undefined) throw thingNotFound(appID, "thingID", endNodeThingID);
		const { value: endNode, version } = entry;
		if (endNode.gateway?.thingID === gateway.thingID) return;
		if (endNode.layoutPosition === "GATEWAY") throw invalidInput({ endNode: "is a gateway itself" });
		const order = orderKey(core, appID);
		const layoutPosition = endNode.layoutPosition === "END_NODE" ? "END_NODE" : "ENDNODE";
		const paired: Thing = { ...endNode, layoutPosition, gateway: { thingID: gateway.thingID, order } };
		const before = endNode.gateway;
		const done = await core.store.commit([
			{ key, value: paired, expect: version },
			inserted(`${endNodeFolder(appID, gateway.thingID)}/${order}`, endNodeThingID),
			...(before ? [{ key: `${endNodeFolder(appID, before.thingID)}/${before.order}`, value: undefined }] : []),
		]);
		if (done) return;
	}
}

/**
 * Adds a registered thing to a gateway. One that was not registered as an end node takes a right to it, or an owner of
 * both; so does one that is behind another gateway, if not a right to that.
 * @throws KiiError UNAUTHORIZED, THING_NOT_FOUND, INVALID_INPUT_DATA
 */
export async function addEndNode(core: Core, caller: Caller, gatewayID: string, endNodeID: string): Promise<void> {
	const { appID } = caller;
	const gateway = await accessThing(core, caller, gatewayID, "api", mayUseGateway);
	mustBeGateway(gateway, "gateway");
	const endNode = await findThing(core, appID, endNodeID);
	const present = endNode.gateway && (await read<Thing>(core, thingKey(appID, endNode.gateway.thingID)));
	const registeredAsEndNode = endNode.layoutPosition.startsWith("END");
	const open = present === undefined ? registeredAsEndNode : await mayUseGateway(core, caller, present);
	const shared = endNode.owners.some((owner) => gateway.owners.includes(owner));
	if (!open && !shared && !(await mayManageThing(core, caller, endNode))) throw unauthorized(caller);
	await pair(core, appID, gateway, endNode.thingID);
}

/** In the order in which they were paired. @throws KiiError those of {@link accessThing} */
export async function listEndNodes(
	core: Core,
	caller: Caller,
	gatewayID: string,
	request: ListRequest,
): Promise<{ results: { thingID: string; vendorThingID: string }[]; nextPaginationKey?: string }> {
	const { appID } = caller;
	const gateway = await accessThing(core, caller, gatewayID, "thing-if", mayUseGateway);
	const { values, ...rest } = await listPage<string>(core, endNodeFolder(appID, gateway.thingID), request);
	const things = await Promise.all(values.map((thingID) => read<Thing>(core, thingKey(appID, thingID))));
	const results = things.flatMap((thing) =>
		thing === undefined ? [] : [{ thingID: thing.thingID, vendorThingID: thing.vendorThingID }],
	);
	return { results, ...rest };
}

/** Notes whether an end node is there, for `_online` of the thing. @throws KiiError those of {@link accessThing} */
export async function reportConnection(
	core: Core,
	caller: Caller,
	gatewayID: string,
	endNodeID: string,
	online: boolean,
): Promise<void> {
	const endNode = await pairedEndNode(core, caller, gatewayID, endNodeID, "thing-if");
	const connection = { online, modifiedAt: core.clockOf(caller.appID).now() };
	await modify<Thing>(core, thingKey(caller.appID, endNode.thingID), (thing) => ({ ...thing, connection }));
}

/** Ends the pairing; the thing stays, its owners too. @throws KiiError those of {@link accessThing} */
export async function removeEndNode(core: Core, caller: Caller, gatewayID: string, endNodeID: string): Promise<void> {
	const { thingID, gateway } = await pairedEndNode(core, caller, gatewayID, endNodeID, "thing-if");
	if (gateway !== undefined) await unpair(core, caller.appID, thingID, gateway.thingID);
}

/** Of a thing that is deleted: its place behind its gateway, and the pairings with its end nodes, which stay. */
export async function forgetPairings(core: Core, appID: string, { thingID, gateway }: Thing): Promise<void> {
	if (gateway !== undefined) {
		await write(core, { key: `${endNodeFolder(appID, gateway.thingID)}/${gateway.order}`, value: undefined });
	}
	for (const { value } of await core.store.list<string>(endNodeFolder(appID, thingID))) {
		await unpair(core, appID, value, thingID);
	}
}

async function unpair(core: Core, appID: string, endNodeThingID: string, gatewayThingID: string): Promise<void> {
	const key = thingKey(appID, endNodeThingID);
	for (;;) {
		const entry = await core.store.get<Thing>(key);
		if (entry?.value.gateway?.thingID !== gatewayThingID) return;
		const { gateway, ...alone } = entry.value;
		const done = await core.store.commit([
			{ key, value: alone, expect: entry.version },
			{ key: `${endNodeFolder(appID, gateway.thingID)}/${gateway.order}`, value: undefined },
		]);
		if (done) return;
	}
}

/** A token of an end node for its gateway. `lifetime` in seconds. @throws KiiError those of {@link accessThing} */
export async function endNodeToken(
	core: Core,
	caller: Caller,
	gatewayID: string,
	endNodeID: string,
	lifetime: number | undefined,
): Promise<IssuedToken & { thingID: string }> {
	const { thingID } = await pairedEndNode(core, caller, gatewayID, endNodeID, "api");
	const expiresAt = lifetime === undefined ? undefined : core.clockOf(caller.appID).now() + lifetime * 1000;
	return { ...(await issueToken(core, caller.appID, { kind: "thing", thingID }, expiresAt)), thingID };
}

async function pairedEndNode(
	core: Core,
	caller: Caller,
	gatewayID: string,
	endNodeID: string,
	api: "api" | "thing-if",
): Promise<Thing> {
	const gateway = await accessThing(core, caller, gatewayID, api, mayUseGateway);
	const endNode = await findThing(core, caller.appID, endNodeID);
	if (endNode.gateway?.thingID === gateway.thingID) return endNode;
	throw thingNotFound(caller.appID, "endNodeThingID", endNodeID);
}
