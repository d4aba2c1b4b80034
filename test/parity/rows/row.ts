import type { OwnedThing, Owner } from "../../helpers/owner.ts";

/** What the rows of the table work on: the same on every transport, identifiers included. */
export interface World {
	readonly owner: Owner;
	readonly ownerToken: string;
	readonly strangerToken: string;
	readonly adminToken: string;
	readonly thing: OwnedThing;
	/** Set by the rows that create them, for the rows behind. */
	readonly commandIDs: string[];
	/** Other identifiers, by a name of the rows' own. */
	readonly kept: Map<string, string>;
}

export interface Request {
	readonly method: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** One request, and what it must answer on every transport. */
export interface Row {
	readonly name: string;
	readonly request: (world: World) => Request;
	readonly status: number;
	readonly errorCode?: string;
	/** Keeps what later rows need. */
	readonly keep?: (world: World, body: Readonly<Record<string, unknown>>) => void;
}

export const app = "/thing-if/apps/emulator";
export const basic = `Basic ${btoa("emulator:emulator-key")}`;
export const kii = (name: string) => `application/vnd.kii.${name}+json`;
export const json = "application/json";
export const bearer = (token: string, type = json) => ({ Authorization: `Bearer ${token}`, "Content-Type": type });

export const ofThing = ({ thing }: World) => bearer(thing.accessToken);
export const ofOwner = ({ ownerToken }: World) => bearer(ownerToken);
export const ofAdmin = ({ adminToken }: World) => bearer(adminToken);
