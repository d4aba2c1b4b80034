import { isObject } from "./is-object.ts";
import {
	type Fields,
	flag,
	header,
	type Kind,
	type ListOf,
	number,
	object,
	objects,
	size,
	text,
	texts,
	textsByName,
	whole,
} from "./record-fields.ts";

const typedID: Fields = { type: text, id: text };
const made: Fields = { "creator?": text, createdAt: number, "deletedAt?": number };
const token: Fields = { subject: { kind: text }, "expiresAt?": number, "generation?": number };
const request: Fields = { actions: objects, issuer: text, "metadata?": object };
const unverified: Fields = { value: text, code: text };
const members: Kind = {
	is: "a list of objects {name: {payloadSchema}}",
	holds: (value) =>
		Array.isArray(value) &&
		value.every((member) => isObject(member) && Object.values(member).every((each) => hasSchema(each))),
};

function hasSchema(member: unknown): boolean {
	return isObject(member) && isObject(member.payloadSchema);
}

/** Every kind of record of an app, with what a call would fail for if it were something else. */
export const recordKinds = {
	acl: { granted: textsByName, revoked: textsByName, "groups?": { each: { subject: text, incarnation: text } } },
	// Those that the emulator acts on have the type of their default (`app-parameters.ts`).
	"app-parameters": {
		"exposeFullUserDataToOthers?": flag,
		"emailAddressVerificationRequired?": flag,
		"phoneNumberVerificationRequired?": flag,
		"passwordResetMethod?": text,
		"passwordResetTimeoutSeconds?": size,
		"refreshTokenEnabled?": flag,
		"defaultTokenExpirationSeconds?": size,
		"maxTokenExpirationSeconds?": size,
		"maxLoginAttempts?": size,
		"loginLockPeriodSeconds?": size,
		"requirePasswordForThingOwnership?": flag,
		"emailAddress?": text,
		"gcmCollapseKeyDefaultBehavior?": text,
		"isMasterApp?": flag,
		"isThingTypeConfigurationRequired?": flag,
		"reservedFieldsValidation?": flag,
		"sendReferralForLongAPNS?": flag,
	},
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
	"command-order": text,
	"end-node": text,
	"firmware-version": { firmwareVersion: text, createdAt: number },
	group: { groupID: text, name: text, "owner?": text, createdAt: number, incarnation: text },
	"group-member": text,
	"group-owner": text,
	installation: {
		installationID: text,
		installationRegistrationID: text,
		deviceType: text,
		owner: typedID,
		development: flag,
		createdAt: number,
	},
	"installation-owner": {
		installationID: text,
		deviceType: text,
		development: flag,
		"endpoint?": { mqttTopic: text, "expiresAt?": number },
	},
	"installation-registration": text,
	"login-lock": { failures: number, "lockedUntil?": number },
	"mqtt-endpoint": { installationID: text, username: text, password: text, mqttTopic: text, "expiresAt?": number },
	"mqtt-endpoint-refusals": whole,
	object: {
		objectID: text,
		dataType: header,
		version: number,
		...made,
		modifiedAt: number,
		fields: object,
		"body?": { contentType: header, size: number, bodyID: text, versionID: text, modifiedAt: number },
	},
	"object-publication": { is: "the key of a publication", holds: (value) => /^publication\/./.test(`${value}`) },
	"object-upload": {
		uploadID: text,
		"clientHash?": text,
		"contentType?": header,
		"total?": size,
		pieces: { each: { first: size, last: size, versionID: text, start: size, kept: size } },
		startedAt: number,
		expiresAt: number,
	},
	"ownership-request": {
		each: { owner: typedID, startedBy: text, codeDigest: text, expiresAt: number, failures: number },
	},
	"push-record": {
		kind: text,
		"pushMessageID?": text,
		network: text,
		deviceType: text,
		installationID: text,
		installationRegistrationID: text,
		"userID?": text,
		"thingID?": text,
		development: flag,
		sentAt: number,
		payload: object,
	},
	"push-record-count": whole,
	"refresh-token": { ...token, accessTokenKey: text },
	"sent-code": { createdAt: number, userID: text, purpose: text, address: text, code: text },
	"sent-code-count": whole,
	"server-code": { versionID: text, source: text, environmentVersion: text, createdAt: number, sequence: number },
	"server-code-current": text,
	state: { state: object, modifiedAt: number },
	"state-history": { at: number, state: object, flat: flag, written: texts },
	"state-history-count": whole,
	subscription: text,
	thing: {
		thingID: text,
		vendorThingID: text,
		passwordHash: text,
		fields: object,
		owners: texts,
		layoutPosition: text,
		"dataGroupingInterval?": text,
		disabled: flag,
		"gateway?": { thingID: text, order: text },
		"connection?": { online: flag, modifiedAt: number },
		createdAt: number,
	},
	"thing-owner": text,
	"thing-type": { thingType: text, configuration: object, createdAt: number },
	"thing-vendorThingID": text,
	token,
	"token-count": whole,
	"token-order": texts,
	topic: { topicID: text, ...made },
	"topic-subscriber": typedID,
	trait: {
		trait: text,
		traitVersion: number,
		finalized: flag,
		actions: members,
		states: members,
		dataGroupingInterval: text,
	},
	"trait-alias": { alias: text, trait: text, traitVersion: whole },
	"trait-latest": whole,
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
	"trigger-order": text,
	"trigger-result": {
		succeeded: flag,
		executedAt: number,
		endpoint: text,
		"error?": { errorMessage: text, details: { errorCode: text, message: text } },
	},
	"trigger-result-count": whole,
	user: {
		userID: text,
		internalUserID: number,
		"passwordHash?": text,
		profile: { "loginName?": text, "emailAddress?": text, "phoneNumber?": text },
		"pending?": { "emailAddress?": unverified, "phoneNumber?": unverified },
		disabled: flag,
		"tokenGeneration?": number,
		"passwordReset?": { pinCode: text, expiresAt: number },
		createdAt: number,
	},
	"user-emailAddress": text,
	"user-group": text,
	"user-loginName": text,
	"user-phoneNumber": text,
} as const satisfies Readonly<Record<string, Kind | ListOf | Fields>>;

/** A kind that is not in the table is no part of a key: it does not compile. */
export type RecordKind = keyof typeof recordKinds;
/** A kind of which the last ones are kept, counted by a record of their own. */
export type CountedKind = {
	[Each in RecordKind]: Each extends `${infer Kind extends RecordKind}-count` ? Kind : never;
}[RecordKind];
