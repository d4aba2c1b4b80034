import assert from "node:assert/strict";
import { test } from "node:test";
import * as identifiers from "../../src/core/identifiers.ts";
import { seededIds } from "../../src/system/random-ids.ts";

const ids = seededIds("identifiers");

test("identifiers have the shapes seen on the real service", () => {
	const kiiID = "[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8}";
	assert.match(identifiers.newUserID(ids), new RegExp(`^${kiiID}$`));
	assert.match(identifiers.newThingID(ids), new RegExp(`^th\\.${kiiID}$`));
	assert.match(identifiers.newAccessToken(ids), /^[A-Za-z0-9]{43}$/);
	assert.match(identifiers.newInstallationID(ids), /^[a-z0-9]{25}$/);
	assert.match(identifiers.newMqttTopic(ids), /^[A-Za-z0-9]{23}$/);
	assert.match(identifiers.newMqttUsername(ids, "app"), /^app-[A-Za-z0-9]{23}$/);
	assert.match(identifiers.newMqttPassword(ids), /^[A-Za-z]{64}$/);
	assert.ok(Number.isSafeInteger(identifiers.newInternalUserID(ids)));
});

test("a command ID is a UUID of version 1 that tells its time", () => {
	const now = Date.UTC(2026, 0, 1);
	const commandID = identifiers.newCommandID(ids, now);
	assert.match(commandID, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	const [low, middle, high] = commandID.split("-");
	const ticks = BigInt(`0x${high?.slice(1)}${middle}${low}`);
	assert.equal(Number(ticks / 10_000n) - 12_219_292_800_000, now);
});

test("identifiers do not repeat", () => {
	const made = new Set(Array.from({ length: 10_000 }, () => identifiers.newMqttTopic(ids)));
	assert.equal(made.size, 10_000);
});
