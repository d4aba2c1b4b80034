// What is wrong with the body of a call of the control API is said so that one can mend it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../../helpers/http.ts";

const rule = { on: "any", action: "drop" };

test("a body is JSON, whatever Content-Type it has: curl -d calls it a form", async () => {
	const { app } = await createTestHttp();
	for (const type of [undefined, "application/x-www-form-urlencoded", "text/plain", "application/octet-stream"]) {
		const headers = type === undefined ? {} : { "content-type": type };
		const payload = JSON.stringify(rule);
		const reply = await app.inject({ method: "POST", url: "/_emulator/faults", headers, payload });
		assert.equal(reply.statusCode, 201, type);
	}
});

test("a body that is no JSON is refused with the place of the fault", async () => {
	const { app } = await createTestHttp();
	const payload = '{\n  "on": "any",\n  action: "drop"\n}';
	const reply = await app.inject({ method: "POST", url: "/_emulator/faults", payload });
	assert.deepEqual(reply.json(), {
		errorCode: "INVALID_JSON",
		message: "The request body is not valid JSON, from line 3, column 3 on",
	});
});

test("a field that is unknown is answered with the one that was meant, or all there are", async () => {
	const { app } = await createTestHttp();
	const refuse = async (payload: object) =>
		(await app.inject({ method: "PUT", url: "/_emulator/advertised", payload })).json().invalidFields;
	assert.deepEqual(await refuse({ portTpc: 1 }), {
		portTpc: "is no field that is known here; did you mean portTCP? There are host, portTCP, portSSL, portWS, portWSS",
	});
	assert.deepEqual(await refuse({ nonsensical: 1 }), {
		nonsensical: "is no field that is known here; there are host, portTCP, portSSL, portWS, portWSS",
	});
});
