import { type Static, Type } from "typebox";

const closed = { additionalProperties: false };
const text = (description: string, pattern?: string) =>
	Type.String({ minLength: 1, maxLength: 4096, description, ...(pattern === undefined ? {} : { pattern }) });
const time = Type.Integer({ minimum: 0, description: "Unix milliseconds; by default when the seed is loaded" });
const json = Type.Record(Type.String(), Type.Unknown());
const reference = (what: string) => text(`${what}, which must be in this document`);
const many = <T extends Parameters<typeof Type.Array>[0]>(items: T, description?: string) =>
	Type.Optional(Type.Array(items, description === undefined ? {} : { description }));
const digest = Type.String({
	pattern: "^[0-9a-f]{64}$",
	description: "SHA-256 of the token, in hex, where it is not known",
});

/** An access token: its text, or an object with its text or digest and when it ends. */
export const SeedToken = Type.Union([
	Type.String({ pattern: "^\\S{1,1000}$", description: "The access token" }),
	Type.Object({ token: text("The access token", "^\\S+$"), expiresAt: Type.Optional(time) }, closed),
	Type.Object({ digest, expiresAt: Type.Optional(time) }, closed),
]);

export const SeedAcl = Type.Record(
	Type.String({ pattern: "^[A-Z_]+$" }),
	Type.Object(
		{
			grant: many(text("UserID:…, GroupID:… or ThingID:…")),
			revoke: many(text("one that the verb permits by default")),
		},
		closed,
	),
	{ description: "By verb: whom it permits besides, and no more" },
);

export const SeedObject = Type.Object(
	{
		objectID: text("Object ID"),
		fields: Type.Optional(json),
		dataType: Type.Optional(text("application/json or application/vnd.{appID}.{name}+json")),
		creator: Type.Optional(text("user:{userID} or thing:{thingID}; without it the administrator")),
		body: Type.Optional(
			Type.Object(
				{
					contentType: Type.Optional(text("Media type")),
					text: Type.Optional(Type.String({ description: "The body, as UTF-8" })),
					base64: Type.Optional(Type.String({ description: "The body, as bytes" })),
				},
				closed,
			),
		),
		acl: Type.Optional(SeedAcl),
		createdAt: Type.Optional(time),
	},
	closed,
);

export const SeedBucket = Type.Object(
	{
		bucketID: text("Bucket ID"),
		creator: Type.Optional(text("user:{userID} or thing:{thingID}; without it the administrator")),
		objects: many(SeedObject),
		subscribers: many(reference("user:{userID} or thing:{thingID}")),
		acl: Type.Optional(SeedAcl),
		createdAt: Type.Optional(time),
	},
	closed,
);

export const SeedTopic = Type.Object(
	{
		topicID: text("Topic ID"),
		creator: Type.Optional(text("user:{userID} or thing:{thingID}; without it the administrator")),
		subscribers: many(reference("user:{userID} or thing:{thingID}")),
		acl: Type.Optional(SeedAcl),
		createdAt: Type.Optional(time),
	},
	closed,
);

const scope = { buckets: many(SeedBucket), topics: many(SeedTopic), acl: Type.Optional(SeedAcl) };
const tokens = many(SeedToken, "Access tokens that are valid from the start");
const password = Type.Optional(text("Password"));
const passwordHash = Type.Optional(
	Type.String({
		pattern: "^[^:]*:[0-9a-f]{64}$",
		description: "In place of a password that is not known, as recorded",
	}),
);

export const SeedInstallation = Type.Object(
	{
		installationID: Type.Optional(text("Installation ID")),
		deviceType: Type.Union(["ANDROID", "IOS", "JPUSH", "MQTT"].map((type) => Type.Literal(type))),
		installationRegistrationID: Type.Optional(text("Required but for MQTT")),
		development: Type.Optional(Type.Boolean()),
		createdAt: Type.Optional(time),
	},
	closed,
);

export const SeedMqttEndpoint = Type.Object(
	{
		installationID: Type.Optional(text("Installation ID of it")),
		mqttTopic: Type.Optional(text("Client ID and topic", "^[A-Za-z0-9]{1,64}$")),
		username: Type.Optional(text("MQTT user name")),
		password: Type.Optional(text("MQTT password")),
	},
	{ ...closed, description: "Credentials of its MQTT installation; what is missing is made at random" },
);

export const SeedUser = Type.Object(
	{
		userID: Type.Optional(text("User ID", "^[\\w.-]{1,100}$")),
		loginName: Type.Optional(text("Login name")),
		emailAddress: Type.Optional(text("E-mail address, verified")),
		phoneNumber: Type.Optional(text("Phone number, verified")),
		displayName: Type.Optional(text("Display name")),
		country: Type.Optional(text("Two letters")),
		locale: Type.Optional(text("Locale")),
		fields: Type.Optional(json),
		password,
		passwordHash,
		disabled: Type.Optional(Type.Boolean()),
		tokens,
		installations: many(SeedInstallation),
		mqttEndpoint: Type.Optional(SeedMqttEndpoint),
		createdAt: Type.Optional(time),
		...scope,
	},
	closed,
);

export const SeedGroup = Type.Object(
	{
		groupID: text("Group ID"),
		name: text("Name"),
		owner: Type.Optional(reference("User ID of the owner")),
		members: many(reference("User ID")),
		createdAt: Type.Optional(time),
		...scope,
	},
	closed,
);

export const SeedTrigger = Type.Object(
	{
		triggerID: Type.Optional(text("Trigger ID")),
		predicate: json,
		triggersWhat: Type.Union([Type.Literal("COMMAND"), Type.Literal("SERVER_CODE")]),
		command: Type.Optional(json),
		serverCode: Type.Optional(json),
		title: Type.Optional(text("Title")),
		description: Type.Optional(text("Description")),
		metadata: Type.Optional(json),
		disabled: Type.Optional(Type.Boolean()),
	},
	{ ...closed, description: "As the body of POST …/triggers" },
);

export const SeedThing = Type.Object(
	{
		thingID: Type.Optional(text("Thing ID", "^[\\w.-]{1,100}$")),
		vendorThingID: text("vendorThingID", "^[A-Za-z0-9._-]{1,200}$"),
		password,
		passwordHash,
		thingType: Type.Optional(text("Thing type")),
		firmwareVersion: Type.Optional(text("Firmware version")),
		fields: Type.Optional(json),
		layoutPosition: Type.Optional(
			Type.Union(["GATEWAY", "STANDALONE", "ENDNODE", "END_NODE"].map((position) => Type.Literal(position))),
		),
		gateway: Type.Optional(reference("Thing ID of the gateway it is an end node of")),
		dataGroupingInterval: Type.Optional(text("15_MINUTES, …")),
		owners: many(reference("user:{userID} or group:{groupID}")),
		disabled: Type.Optional(Type.Boolean()),
		tokens,
		mqttEndpoint: Type.Optional(SeedMqttEndpoint),
		installations: many(SeedInstallation),
		state: Type.Optional(json),
		stateAt: Type.Optional(time),
		triggers: many(SeedTrigger),
		createdAt: Type.Optional(time),
		...scope,
	},
	closed,
);

export const SeedTrait = Type.Object(
	{
		trait: text("Name"),
		actions: Type.Array(json),
		states: Type.Array(json),
		dataGroupingInterval: Type.Optional(text("15_MINUTES, …")),
		finalized: Type.Optional(Type.Boolean()),
	},
	{ ...closed, description: "A version of a trait: the first one of a name is version 1, the next 2" },
);

export const SeedThingType = Type.Object(
	{
		thingType: text("Thing type"),
		configuration: Type.Optional(json),
		createdAt: Type.Optional(time),
		firmwareVersions: many(
			Type.Object(
				{
					firmwareVersion: text("Firmware version"),
					createdAt: Type.Optional(time),
					aliases: Type.Optional(
						Type.Record(
							Type.String(),
							Type.Object({ trait: text("Trait"), traitVersion: Type.Integer({ minimum: 1 }) }, closed),
						),
					),
				},
				closed,
			),
		),
	},
	closed,
);

export const SeedServerCode = Type.Object(
	{
		versionID: Type.Optional(text("Version ID", "^[\\w.-]{1,100}$")),
		source: Type.String({ minLength: 1, description: "JavaScript" }),
		current: Type.Optional(Type.Boolean()),
		createdAt: Type.Optional(time),
	},
	closed,
);

const sections = {
	tokens: many(SeedToken, "Access tokens of the administrator"),
	anonymousTokens: many(SeedToken, "Access tokens of anonymous access"),
	parameters: Type.Optional(json),
	traits: many(SeedTrait),
	thingTypes: many(SeedThingType),
	serverCode: many(SeedServerCode),
	users: many(SeedUser),
	groups: many(SeedGroup),
	things: many(SeedThing),
	...scope,
	records: many(
		Type.Object({ key: Type.String({ pattern: "^[A-Za-z-]+(/.+)?$" }), value: Type.Unknown() }, closed),
		"What a recorder has found that the sections have no words for; null takes a record away. Not to be written by hand",
	),
	bodies: many(Type.Object({ key: text("Key"), base64: Type.String() }, closed), "Bytes that `records` name"),
};

export const SeedApp = Type.Object(
	{
		appID: Type.Optional(text("App ID", "^[A-Za-z0-9_-]{1,64}$")),
		appKey: Type.Optional(text("App key")),
		clientID: Type.Optional(text("Client ID of the administrator")),
		clientSecret: Type.Optional(text("Client secret of the administrator")),
		...sections,
	},
	closed,
);

const version = Type.Literal(1, { description: "Version of the format" });
const $schema = Type.Optional(Type.String());

/** Several apps, or the sections of one at the top. */
export const SeedDocument = Type.Union([
	Type.Object({ $schema, version, apps: Type.Array(SeedApp) }, closed),
	Type.Object({ $schema, version, ...SeedApp.properties }, closed),
]);

export type SeedApp = Static<typeof SeedApp>;
export type SeedDocument = { readonly version: 1; readonly apps: readonly SeedApp[] };
export type SeedToken = Static<typeof SeedToken>;
export type SeedAcl = Static<typeof SeedAcl>;
export type SeedBucket = Static<typeof SeedBucket>;
export type SeedTopic = Static<typeof SeedTopic>;
export type SeedObject = Static<typeof SeedObject>;
export type SeedThing = Static<typeof SeedThing>;
export type SeedUser = Static<typeof SeedUser>;
export type SeedInstallation = Static<typeof SeedInstallation>;
export type SeedMqttEndpoint = Static<typeof SeedMqttEndpoint>;
