// What ebisu's and VirtualDevice's set-up scripts send, call by call (real-clients, section 2).
import assert from "node:assert/strict";
import { test } from "node:test";
import { wellKnownApp } from "../../src/core/app.ts";
import { createTestHttp } from "../helpers/http.ts";

const app = "{app}";

async function asAdministrator() {
	const http = await createTestHttp();
	const { appID, clientID, clientSecret } = wellKnownApp;
	const appHeaders = { "x-kii-appid": appID, "x-kii-appkey": "dummy" };
	const login = await http.app.inject({
		method: "POST",
		url: "/api/oauth2/token",
		headers: { ...appHeaders, "content-type": "application/json" },
		payload: `{"client_id":"${clientID}","client_secret":"${clientSecret}"}`,
	});
	const authorization = `Bearer ${login.json().access_token}`;
	return async (method: "GET" | "PUT" | "POST", path: string, type?: string, payload?: string) => {
		const reply = await http.app.inject({
			method,
			url: path.replace(app, `apps/${appID}`),
			headers: { ...appHeaders, authorization, ...(type === undefined ? {} : { "content-type": type }) },
			...(payload === undefined ? {} : { payload }),
		});
		assert.ok(reply.statusCode < 300, `${method} ${path}: ${reply.statusCode} ${reply.body}`);
		return reply.body === "" ? undefined : reply.json();
	};
}

test("ebisu: thing type, firmware version, trait and alias; a second run is fine, too", async () => {
	const call = await asAdministrator();
	for (let run = 1; run <= 2; run++) {
		await call(
			"PUT",
			`/api/${app}/configuration/thing-types/ltest_thing_type`,
			"application/vnd.kii.ThingTypeConfigurationRequest+json",
			'{"verificationCodeFlowStartedByUser":true,"simpleFlow":true,"verificationCodeFlowStartedByThing":true,"verificationCodeTimeout":172800,"verificationCodeLength":9}',
		);
		await call(
			"PUT",
			`/api/${app}/configuration/thing-types/ltest_thing_type/firmware-versions/ltest_firmware_version`,
			"text/plain",
		);
		const created = await call(
			"POST",
			`/thing-if/${app}/traits/ltest_trait/versions`,
			"application/vnd.kii.TraitCreationRequest+json",
			'{"dataGroupingInterval":"15_MINUTES","actions":[],"states":[{"string_field":{"description":"","payloadSchema":{"type":"string"}}}]}',
		);
		assert.deepEqual(created, { traitVersion: run });
		await call(
			"PUT",
			`/thing-if/${app}/configuration/thing-types/ltest_thing_type/firmware-versions/ltest_firmware_version/aliases/ltest_trait_alias`,
			"application/vnd.kii.TraitAliasCreationRequest+json",
			'{"traitVersion":"1","trait":"ltest_trait"}',
		);
	}
});

test("VirtualDevice: finalizing after the alias, and reading everything back, with a doubled slash", async () => {
	const call = await asAdministrator();
	const definition = {
		actions: [{ setPower: { description: "Turn the power on/off", payloadSchema: { type: "boolean" } } }],
		states: [{ "PM2.5": { payloadSchema: { maximum: 999, minimum: 0, type: "integer", unit: "ug/m3" } } }],
		dataGroupingInterval: "15_MINUTES",
	};
	const traitType = "application/vnd.kii.TraitCreationRequest+json";
	await call("POST", `/thing-if/${app}/traits/Lamp-V1/versions`, traitType, JSON.stringify(definition));
	const flows =
		'{"simpleFlow":true,"verificationCodeFlowStartedByUser":true,"verificationCodeFlowStartedByThing":true}';
	const typeType = "application/vnd.kii.ThingTypeConfigurationRequest+json";
	const { createdAt } = await call("PUT", `/api/${app}/configuration/thing-types/Lamp`, typeType, flows);
	assert.equal(typeof createdAt, "number");
	await call("PUT", `/api/${app}/configuration/thing-types/Lamp/firmware-versions/V1`);
	const firmware = "/configuration/thing-types/Lamp/firmware-versions/V1";
	const aliasType = "application/vnd.kii.TraitAliasCreationRequest+json";
	const alias = '{"trait":"Lamp-V1","traitVersion":1}';
	await call("PUT", `/thing-if/${app}${firmware}/aliases/LampAlias`, aliasType, alias);
	await call("PUT", `/thing-if/${app}/traits/Lamp-V1/versions/1/finalize`);

	const listType = "application/vnd.kii.ThingTypesRetrievalResponse+json";
	const thingTypes = await call("GET", `/api/${app}/configuration/thing-types`, listType);
	assert.deepEqual(thingTypes, [{ thingType: "Lamp" }]);
	assert.deepEqual(await call("GET", `/api/${app}/configuration/thing-types/Lamp/firmware-versions`), {
		results: [{ firmwareVersion: "V1" }],
	});
	const aliases = [{ alias: "LampAlias", trait: "Lamp-V1", traitVersion: 1 }];
	assert.deepEqual(await call("GET", `/thing-if/${app}/${firmware}/aliases`), { aliases });
	assert.deepEqual(await call("GET", `/thing-if/${app}${firmware}/aliases/LampAlias`), aliases[0]);
	assert.deepEqual(await call("GET", `/thing-if/${app}/traits`), { traits: [{ trait: "Lamp-V1", traitVersion: 1 }] });
	assert.deepEqual(await call("GET", `/thing-if/${app}/traits/Lamp-V1/versions/1`), definition);
});
