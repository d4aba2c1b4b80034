import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { call } from "../../helpers/owner.ts";
import { asAdmin, listen, register, type Sdk, sdkOf } from "./sdk.ts";

test("everything that a message builder has goes to the networks that are enabled", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const user = await register(sdk, "ann");
	const device = await listen(emulator, user.pushInstallation());
	await user.pushInstallation().installGcm("android-1", false);
	await user.pushInstallation().installApns("ios-1", false);
	// The SDK installs none for JPush, though it sends there.
	const jpush = { deviceType: "JPUSH", installationRegistrationID: "jpush-1" };
	await call(emulator, user.getAccessToken(), "POST", `/api/apps/${emulator.app.appID}/installations`, jpush);
	const topic = user.topicWithName("news");
	await topic.save();
	await user.pushSubscription().subscribe(topic);
	const builder = () =>
		new sdk.KiiPushMessageBuilder({ all: "a" })
			.setSendToDevelopment(false)
			.setSendToProduction(true)
			.gcmData({ only: "gcm" })
			.gcmCollapseKey("key")
			.gcmDelayWhileIdle(true)
			.gcmTimeToLive(60)
			.gcmRestrictedPackageName("com.example")
			.apnsData({ only: "apns" })
			.apnsAlert("alert")
			.apnsSound("sound")
			.apnsBadge(3)
			.apnsContentAvailable(1)
			.apnsCategory("category")
			.apnsMutableContent(1)
			.jpushData({ only: "jpush" })
			.mqttData({ only: "mqtt" });
	await topic.sendMessage(builder().build());
	await topic.sendMessage(builder().enableGcm(false).enableApns(false).enableJpush(false).build());
	await topic.sendMessage(builder().enableMqtt(false).build());
	await topic.sendMessage(builder().setSendToProduction(false).build());
	await topic.sendMessage(new sdk.KiiPushMessageBuilder({ last: true }).enableGcm(false).build());
	const received = [await device.nextPush(), await device.nextPush(), await device.nextPush()] as Sdk[];
	assert.deepEqual(
		received.map(({ all, only, last }) => [all, only, last]),
		[
			["a", "mqtt", undefined],
			["a", "mqtt", undefined],
			[undefined, undefined, true],
		],
	);
	const admin = await asAdmin(sdk, emulator);
	const path = `/_emulator/apps/${emulator.app.appID}/push-records`;
	const { body } = await call(emulator, admin.getAccessToken(), "GET", path);
	const sent: readonly Sdk[] = body.pushRecords;
	// Newest first; of the installations of one message in no order.
	assert.deepEqual(
		[sent.slice(0, 2), sent.slice(2, 5), sent.slice(5)].map((records) => records.map(({ network }) => network).sort()),
		[
			["apns", "jpush"],
			["apns", "gcm", "jpush"],
			["apns", "gcm", "jpush"],
		],
	);
	const first = Object.fromEntries(sent.slice(5).map(({ network, payload }) => [network, payload]));
	const { data, ...options } = first.gcm;
	assert.deepEqual([data.all, data.only], ["a", "gcm"]);
	assert.deepEqual(options, {
		collapse_key: "key",
		delay_while_idle: true,
		time_to_live: 60,
		restricted_package_name: "com.example",
	});
	assert.deepEqual([first.apns.all, first.apns.only, first.apns.to], ["a", "apns", "news"]);
	assert.deepEqual(first.apns.aps, {
		alert: "alert",
		sound: "sound",
		badge: 3,
		"content-available": 1,
		category: "category",
		"mutable-content": 1,
	});
	assert.deepEqual([first.jpush.all, first.jpush.only, first.jpush.topic], ["a", "jpush", "news"]);
	await device.close();
});
