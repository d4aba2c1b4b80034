import { isObject } from "../is-object.ts";

export const pushNetworks = ["fcm", "gcm", "apns", "jpush", "mqtt"] as const;
export type PushNetwork = (typeof pushNetworks)[number];

/** What a message has for one network. */
export interface NetworkPart {
	/** Goes to this network only, over what `data` of the message has. */
	readonly data: Readonly<Record<string, unknown>>;
	/** The other fields, as `alert` or `collapseKey`. */
	readonly options: Readonly<Record<string, unknown>>;
}

/** The networks that a message is for. */
export type PushNetworks = Readonly<Partial<Record<PushNetwork, NetworkPart>>>;

type Kind = "string" | "boolean" | "number" | "object";
type Json = Readonly<Record<string, unknown>>;

const androidOptions: Readonly<Record<string, readonly Kind[]>> = {
	notification: ["object"],
	collapseKey: ["string"],
	delayWhileIdle: ["boolean"],
	timeToLive: ["number"],
	restrictedPackageName: ["string"],
	dryRun: ["boolean"],
};

/** Fields of each network with what they may be (REST reference, "Push Messages"). */
const optionKinds: Readonly<Record<PushNetwork, Readonly<Record<string, readonly Kind[]>>>> = {
	fcm: androidOptions,
	gcm: androidOptions,
	apns: {
		alert: ["string", "object"],
		sound: ["string"],
		badge: ["number"],
		contentAvailable: ["boolean", "number"],
		category: ["string"],
		mutableContent: ["boolean", "number"],
	},
	jpush: {},
	mqtt: {},
};

/** Keys of `data` that the networks keep for themselves (REST reference, "Push Messages"). */
const reservedKeys: Readonly<Partial<Record<PushNetwork, readonly string[]>>> = {
	fcm: [
		"from",
		"message_type",
		"collapse_key",
		"priority",
		"ttl",
		"restricted_package_name",
		"notification",
		"fcm_options",
		"direct_boot_ok",
	],
	gcm: [
		"from",
		"registration_ids",
		"collapse_key",
		"data",
		"delay_while_idle",
		"time_to_live",
		"restricted_package_name",
		"dry_run",
	],
};
const reservedPrefixes: typeof reservedKeys = { fcm: ["google.", "gcm."], gcm: ["google."] };

/** The enabled networks of a message; what is wrong goes into `faults`, by field. */
export function parsePushNetworks(body: Json, faults: Record<string, string>): PushNetworks {
	const given = pushNetworks.filter((network) => body[network] !== undefined && body[network] !== null);
	if (given.length === 0) faults.mqtt = `one of ${pushNetworks.join(", ")} is required`;
	const networks: Partial<Record<PushNetwork, NetworkPart>> = {};
	for (const network of given) {
		const part = body[network];
		if (!isObject(part)) faults[network] = "must be an object";
		else if (parsePart(network, part, body.data, faults)) {
			networks[network] = { data: isObject(part.data) ? part.data : {}, options: optionsOf(network, part, faults) };
		}
	}
	if (isObject(body.gcm) && body.gcm.dryRun === true && networks.apns !== undefined) {
		faults["gcm.dryRun"] = "must not be true together with apns.enabled";
	}
	return networks;
}

/** Whether the network is enabled. */
function parsePart(network: PushNetwork, part: Json, common: unknown, faults: Record<string, string>): boolean {
	const { enabled = false, data } = part;
	if (typeof enabled !== "boolean" && enabled !== null) faults[`${network}.enabled`] = "must be true or false";
	const fault = dataFault(network, enabled === true, data ?? {});
	if (fault !== undefined) faults[`${network}.data`] = fault;
	if (enabled !== true) return false;
	for (const [field, value] of [
		["data", common],
		[`${network}.data`, data],
	] as const) {
		const reserved = isObject(value) ? reservedKeyOf(network, Object.keys(value)) : undefined;
		if (reserved !== undefined) faults[field] ??= `must not have the key ${reserved}, which ${network} reserves`;
	}
	return true;
}

function dataFault(network: PushNetwork, enabled: boolean, data: unknown): string | undefined {
	if (!isObject(data)) return "must be an object";
	const values = Object.values(data);
	if (network === "fcm" || network === "gcm") {
		return values.every((value) => typeof value === "string") ? undefined : "must be an object of strings";
	}
	const nested = values.some((value) => typeof value === "object" && value !== null);
	return network === "apns" && enabled && nested ? "must not have objects and arrays in it" : undefined;
}

function reservedKeyOf(network: PushNetwork, keys: readonly string[]): string | undefined {
	const key = reservedKeys[network]?.find((reserved) => keys.includes(reserved));
	if (key !== undefined) return key;
	const prefix = reservedPrefixes[network]?.find((reserved) => keys.some((each) => each.startsWith(reserved)));
	return prefix === undefined ? undefined : `${prefix}*`;
}

function optionsOf(network: PushNetwork, part: Json, faults: Record<string, string>): Json {
	const options: Record<string, unknown> = {};
	for (const [name, kinds] of Object.entries(optionKinds[network])) {
		const value = part[name];
		if (value === undefined || value === null) continue;
		const kind = isObject(value) ? "object" : typeof value;
		if (kinds.some((allowed) => allowed === kind)) options[name] = value;
		else faults[`${network}.${name}`] = `must be ${kinds.map((each) => article[each]).join(" or ")}`;
	}
	return options;
}

const article: Readonly<Record<Kind, string>> = {
	string: "a string",
	boolean: "true or false",
	number: "a number",
	object: "an object",
};
