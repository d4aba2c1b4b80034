import { ensureApp, wellKnownApp } from "../core/app.ts";
import { changeAppParameters } from "../core/app-parameters.ts";
import { invalidInput } from "../core/errors.ts";
import { requestGroup } from "../core/group/group-request.ts";
import { install } from "../core/installation.ts";
import { mqttEndpointOf } from "../core/mqtt-endpoint.ts";
import { modify } from "../core/records.ts";
import { addServerCode, setCurrentServerCode } from "../core/server-code-version.ts";
import { addOwner, getThing, registerThing, type Thing, thingKey } from "../core/thing.ts";
import { mustBeGateway, pair } from "../core/thing-if/end-node.ts";
import { putState } from "../core/thing-if/state.ts";
import { putFirmwareVersion, putThingType } from "../core/thing-if/thing-type.ts";
import { createTraitVersion, finalizeTrait } from "../core/thing-if/trait.ts";
import { putTraitAlias } from "../core/thing-if/trait-alias.ts";
import { createTrigger, enableTrigger } from "../core/thing-if/trigger.ts";
import { ownerOfPath, requireOwner } from "../core/things/ownership.ts";
import { setThingDisabled } from "../core/things/thing-status.ts";
import { acceptToken, type TokenSubject } from "../core/token.ts";
import type { TypedID } from "../core/typed-id.ts";
import { changeUser } from "../core/user/change-user.ts";
import { checkedUserFields } from "../core/user/user-fields.ts";
import { setUserDisabled } from "../core/user/user-status.ts";
import { getUser, registerUser } from "../core/user.ts";
import type { SeedApp, SeedInstallation, SeedMqttEndpoint, SeedThing, SeedToken, SeedUser } from "./document.ts";
import { loadRecords } from "./load-records.ts";
import { loadScope } from "./load-scope.ts";
import { at, each } from "./seed-error.ts";
import { adminOf, type SeedTarget } from "./target.ts";

/**
 * Makes what a document says of an app, by the rules of core, in an order in which everything finds what it names.
 * @param path of the app in the document, empty for one at the top
 * @throws KiiError SEED_INVALID
 */
export async function loadApp(
	target: SeedTarget,
	app: SeedApp & { readonly appID: string },
	path: string,
): Promise<void> {
	const { core } = target;
	const { appID, appKey, clientID, clientSecret } = app;
	const place = (section: string) => (path === "" ? section : `${path}.${section}`);
	const shared = { ...wellKnownApp, appID };
	await ensureApp(core, {
		...shared,
		...(appKey === undefined ? {} : { appKey }),
		...(clientID === undefined ? {} : { clientID }),
		...(clientSecret === undefined ? {} : { clientSecret }),
	});
	await loadTraits(target, app, place);
	// IDs that were made at random, by their place.
	const userIDs: string[] = [];
	const thingIDs: string[] = [];
	await each(place("users"), app.users, async (user, at) => void userIDs.push(await loadUser(target, appID, user, at)));
	await each(place("groups"), app.groups, async ({ groupID, name, owner, members, createdAt }) => {
		const request = { groupID, name, owner, members };
		const { notFoundUsers } = await target.as({ at: createdAt }, () => requestGroup(core, adminOf(appID), request));
		if (notFoundUsers.length > 0) throw invalidInput({ members: `${notFoundUsers.join(", ")} is no user` });
	});
	await each(place("things"), app.things, async (thing, at) => {
		thingIDs.push(await loadThing(target, appID, thing, at));
	});
	await each(place("things"), app.things, async ({ gateway }, path) => {
		if (gateway === undefined) return;
		await at(`${path}.gateway`, async () => {
			const found = await getThing(core, appID, gateway);
			mustBeGateway(found, "thingID");
			await pair(core, appID, found, thingIDs[Number(/\[(\d+)\]$/.exec(path)?.[1])] ?? "");
		});
	});
	await loadScope(target, appID, { type: "app" }, app, path);
	for (const [type, section, items, ids] of [
		["user", "users", app.users, userIDs],
		["group", "groups", app.groups, app.groups?.map(({ groupID }) => groupID) ?? []],
		["thing", "things", app.things, thingIDs],
	] as const) {
		for (const [index, item] of (items ?? []).entries()) {
			await loadScope(target, appID, { type, id: ids[index] ?? "" }, item, place(`${section}[${index}]`));
		}
	}
	await each(place("serverCode"), app.serverCode, async ({ versionID, source, current, createdAt }) => {
		const given = { ids: { serverCodeVersionID: versionID }, at: createdAt };
		const version = await target.as(given, () => addServerCode(core, appID, source));
		if (current) await setCurrentServerCode(core, appID, version.versionID);
	});
	for (const [index, thing] of (app.things ?? []).entries()) {
		await loadTriggers(target, appID, thingIDs[index] ?? "", thing, place(`things[${index}]`));
	}
	await loadTokens(target, appID, { kind: "admin" }, app.tokens);
	await loadTokens(target, appID, { kind: "anonymous" }, app.anonymousTokens);
	// Last: a seed says what is, whatever the app would require of a client.
	await at(place("parameters"), () => changeAppParameters(core, appID, app.parameters ?? {}));
	await loadRecords(core, appID, app);
}

async function loadTraits(
	{ core, as }: SeedTarget,
	app: SeedApp & { appID: string },
	place: (section: string) => string,
) {
	const admin = adminOf(app.appID);
	await each(
		place("traits"),
		app.traits,
		async ({ trait, actions, states, dataGroupingInterval = "15_MINUTES", finalized }) => {
			const definition = { actions, states, dataGroupingInterval } as Parameters<typeof createTraitVersion>[3];
			const { traitVersion } = await createTraitVersion(core, admin, trait, definition);
			if (finalized) await finalizeTrait(core, admin, trait, String(traitVersion));
		},
	);
	await each(
		place("thingTypes"),
		app.thingTypes,
		async ({ thingType, configuration = {}, firmwareVersions, createdAt }, path) => {
			await as({ at: createdAt }, () => putThingType(core, admin, thingType, configuration));
			await each(
				`${path}.firmwareVersions`,
				firmwareVersions,
				async ({ firmwareVersion, aliases, createdAt: at }, place) => {
					await as({ at }, () => putFirmwareVersion(core, admin, thingType, firmwareVersion));
					for (const [alias, trait] of Object.entries(aliases ?? {})) {
						await each(`${place}.aliases.${alias}`, [trait], () =>
							putTraitAlias(core, admin, { thingType, firmwareVersion }, alias, trait),
						);
					}
				},
			);
		},
	);
}

async function loadUser(target: SeedTarget, appID: string, user: SeedUser, path: string): Promise<string> {
	const { core } = target;
	const { userID: given, fields, password, passwordHash, disabled, tokens, createdAt, ...others } = user;
	const { loginName, emailAddress, phoneNumber, displayName, country, locale } = others;
	const said = { loginName, emailAddress, phoneNumber, displayName, country, locale };
	const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
	const { addresses, predefined, custom } = checkedUserFields({ ...fields, ...named });
	const profile = { ...custom, ...predefined, ...addresses };
	const { userID } = await target.as({ ids: { userID: given }, at: createdAt }, () =>
		registerUser(core, appID, profile, password),
	);
	if (passwordHash !== undefined) await changeUser(core, appID, userID, (before) => ({ ...before, passwordHash }));
	if (disabled) await setUserDisabled(core, appID, userID, true);
	const owner: TypedID = { type: "user", id: userID };
	await loadInstallations(target, appID, owner, user.mqttEndpoint, user.installations, path);
	await loadTokens(target, appID, { kind: "user", userID }, tokens);
	return (await getUser(core, appID, userID)).userID;
}

async function loadThing(target: SeedTarget, appID: string, thing: SeedThing, path: string): Promise<string> {
	const { core } = target;
	const { thingID: given, vendorThingID, password, passwordHash, thingType, firmwareVersion, createdAt } = thing;
	if ((password === undefined) === (passwordHash === undefined)) {
		throw invalidInput({ password: "or passwordHash is required, one of them" });
	}
	const fields = {
		...thing.fields,
		...(thingType === undefined ? {} : { _thingType: thingType }),
		...(firmwareVersion === undefined ? {} : { _firmwareVersion: firmwareVersion }),
	};
	const { layoutPosition, dataGroupingInterval } = thing;
	const { thingID } = await target.as({ ids: { thingID: given }, at: createdAt }, () =>
		registerThing(core, appID, {
			vendorThingID,
			password: password ?? "",
			fields,
			layoutPosition,
			dataGroupingInterval,
		}),
	);
	if (passwordHash !== undefined) {
		await modify<Thing>(core, thingKey(appID, thingID), (before) => ({ ...before, passwordHash }));
	}
	await each(`${path}.owners`, thing.owners, async (text) => {
		const owner = ownerOfPath(text);
		await requireOwner(core, appID, owner);
		await addOwner(core, appID, thingID, owner);
	});
	await loadInstallations(target, appID, { type: "thing", id: thingID }, thing.mqttEndpoint, thing.installations, path);
	const { state, stateAt } = thing;
	if (state !== undefined) {
		await at(`${path}.state`, () =>
			target.as({ at: stateAt ?? createdAt }, () => putState(core, adminOf(appID), `thing:${thingID}`, state, "flat")),
		);
	}
	if (thing.disabled) await setThingDisabled(core, appID, thingID, true);
	await loadTokens(target, appID, { kind: "thing", thingID }, thing.tokens);
	return thingID;
}

async function loadTriggers(
	target: SeedTarget,
	appID: string,
	thingID: string,
	thing: SeedThing,
	path: string,
): Promise<void> {
	const { core } = target;
	await each(`${path}.triggers`, thing.triggers, async ({ triggerID: given, disabled, ...request }) => {
		const admin = adminOf(appID);
		const { triggerID } = await target.as({ ids: { triggerID: given } }, () =>
			createTrigger(core, admin, `thing:${thingID}`, request),
		);
		if (disabled) await enableTrigger(core, admin, `thing:${thingID}`, triggerID, false);
	});
}

async function loadInstallations(
	target: SeedTarget,
	appID: string,
	owner: TypedID,
	endpoint: SeedMqttEndpoint | undefined,
	installations: readonly SeedInstallation[] | undefined,
	path: string,
): Promise<void> {
	const { core } = target;
	await each(`${path}.installations`, installations, async (given) => {
		const { installationID, deviceType, installationRegistrationID, development = false, createdAt } = given;
		const request = { deviceType: deviceType as "MQTT", installationRegistrationID, development };
		await target.as({ ids: { installationID, installationRegistrationID }, at: createdAt }, () =>
			install(core, appID, owner, request),
		);
	});
	if (endpoint === undefined) return;
	const { mqttTopic, username: mqttUsername, password: mqttPassword } = endpoint;
	const ids = { installationID: endpoint.installationID, mqttTopic, mqttUsername, mqttPassword };
	await at(`${path}.mqttEndpoint`, () =>
		target.as({ ids }, async () => {
			const installation = await install(core, appID, owner, { deviceType: "MQTT", development: false });
			if (mqttTopic !== undefined && (await core.store.get(`mqtt-topic/${mqttTopic}`)) !== undefined) {
				throw invalidInput({ mqttTopic: "is that of another endpoint" });
			}
			await mqttEndpointOf(core, appID, installation.installationID);
		}),
	);
}

async function loadTokens(
	{ core }: SeedTarget,
	appID: string,
	subject: TokenSubject,
	tokens: readonly SeedToken[] | undefined,
): Promise<void> {
	for (const token of tokens ?? []) {
		const { expiresAt, ...given } = typeof token === "string" ? { token, expiresAt: undefined } : token;
		const digest = "digest" in given ? given.digest : core.secrets.digest(given.token);
		await acceptToken(core, appID, { digest, subject, expiresAt });
	}
}
