import { isObject } from "./is-object.ts";

interface Kind {
	readonly is: string;
	holds(value: unknown): boolean;
}

/** What an object must have; a name with `?` at its end may be missing. */
interface Fields {
	readonly [name: string]: Kind | Fields;
}

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const text: Kind = { is: "a text", holds: isText };
const header: Kind = { is: "a text of ASCII", holds: (value) => isText(value) && /^[\t -~]+$/.test(`${value}`) };
const number: Kind = { is: "a number", holds: Number.isFinite };
const flag: Kind = { is: "true or false", holds: (value) => typeof value === "boolean" };
const object: Kind = { is: "an object", holds: isObject };
const objects: Kind = { is: "a list of objects", holds: (value) => Array.isArray(value) && value.every(isObject) };
const texts: Kind = { is: "a list of texts", holds: areTexts };
const textsByName: Kind = {
	is: "an object of lists of texts",
	holds: (value) => isObject(value) && Object.values(value).every(areTexts),
};

const typedID: Fields = { type: text, id: text };
const made: Fields = { "creator?": text, createdAt: number, "deletedAt?": number };
const token: Fields = { subject: { kind: text }, "expiresAt?": number, "generation?": number };
const request: Fields = { actions: objects, issuer: text, "metadata?": object };

/** By kind of record: the fields that a call would fail for, if they were something else. */
const fieldsOf: Readonly<Record<string, Fields>> = {
	acl: { granted: textsByName, revoked: textsByName, "groups?": objects },
	bucket: { bucketID: text, ...made },
	"bucket-subscriber": typedID,
	command: {
		...request,
		commandID: text,
		target: text,
		commandState: text,
		"actionResults?": objects,
		createdAt: number,
		modifiedAt: number,
	},
	group: { groupID: text, name: text, "owner?": text, createdAt: number, incarnation: text },
	installation: {
		installationID: text,
		installationRegistrationID: text,
		deviceType: text,
		owner: typedID,
		development: flag,
		createdAt: number,
	},
	"login-lock": { failures: number, "lockedUntil?": number },
	"mqtt-endpoint": {
		installationID: text,
		username: text,
		password: text,
		mqttTopic: text,
		"expiresAt?": number,
	},
	object: {
		objectID: text,
		dataType: header,
		version: number,
		...made,
		modifiedAt: number,
		fields: object,
		"body?": { contentType: header, size: number, bodyID: text, versionID: text, modifiedAt: number },
	},
	"refresh-token": { ...token, accessTokenKey: text },
	state: { state: object, modifiedAt: number },
	"state-history": { at: number, state: object, flat: flag, written: texts },
	thing: {
		thingID: text,
		vendorThingID: text,
		passwordHash: text,
		fields: object,
		owners: texts,
		layoutPosition: text,
		disabled: flag,
		"gateway?": { thingID: text, order: text },
		"connection?": { online: flag, modifiedAt: number },
		createdAt: number,
	},
	token,
	topic: { topicID: text, ...made },
	"topic-subscriber": typedID,
	trait: { trait: text, traitVersion: number, finalized: flag, actions: objects, states: objects },
	trigger: {
		order: text,
		trigger: {
			triggerID: text,
			predicate: { eventSource: text },
			disabled: flag,
			triggersWhat: text,
			"command?": { ...request, target: text },
			"serverCode?": { endpoint: text },
		},
	},
	user: {
		userID: text,
		internalUserID: number,
		"passwordHash?": text,
		profile: { "loginName?": text, "emailAddress?": text, "phoneNumber?": text },
		"pending?": object,
		disabled: flag,
		"tokenGeneration?": number,
		"passwordReset?": { pinCode: text, expiresAt: number },
		createdAt: number,
	},
};

/** What a field of a record of this kind must be, said for a person; undefined when all are that. */
export function recordFieldFault(kind: string, value: unknown): string | undefined {
	const fields = Object.hasOwn(fieldsOf, kind) ? fieldsOf[kind] : undefined;
	return fields === undefined ? undefined : faultIn(fields, value, "");
}

function faultIn(fields: Fields, value: unknown, path: string): string | undefined {
	if (!isObject(value)) return path === "" ? "must be an object" : `must have ${path.slice(0, -1)}, which is an object`;
	for (const [given, wanted] of Object.entries(fields)) {
		const name = given.replace("?", "");
		const field = Object.hasOwn(value, name) ? value[name] : undefined;
		if (field === undefined && name !== given) continue;
		if (isKind(wanted)) {
			if (!wanted.holds(field)) return `must have ${path}${name}, which is ${wanted.is}`;
			continue;
		}
		const fault = faultIn(wanted, field, `${path}${name}.`);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

function isKind(wanted: Kind | Fields): wanted is Kind {
	return typeof wanted.holds === "function";
}
