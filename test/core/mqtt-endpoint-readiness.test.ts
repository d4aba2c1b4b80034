import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteMqttEndpoint } from "../../src/core/mqtt-endpoint.ts";
import { requireReady } from "../../src/core/mqtt-endpoint-readiness.ts";
import { appID, createTestCore } from "../helpers/core.ts";

test("by default an endpoint is ready at once", async () => {
	const core = await createTestCore();
	await requireReady(core, appID, "i1");
});

test("the first calls for each installation are refused, as many as the setting says", async () => {
	const core = await createTestCore({ endpointNotReady: 2 });
	for (const installationID of ["i1", "i2"]) {
		const calls = Array.from({ length: 5 }, () => requireReady(core, appID, installationID));
		const results = await Promise.allSettled(calls);
		assert.equal(results.filter(({ status }) => status === "rejected").length, 2);
		await requireReady(core, appID, installationID);
	}
	await deleteMqttEndpoint(core, appID, "i1");
	await assert.rejects(requireReady(core, appID, "i1"), {
		errorCode: "MQTT_ENDPOINT_NOT_READY",
		status: 503,
		message: "MQTT endpoint for  i1 is not ready. Please try again later.",
		context: { installationID: "i1", appID },
	});
});
