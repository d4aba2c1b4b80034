import assert from "node:assert/strict";
import { test } from "node:test";
import { registerThing } from "../../src/core/thing.ts";
import { addEndNode } from "../../src/core/thing-if/end-node.ts";
import { issueToken } from "../../src/core/token.ts";
import { callerOf, newOwner } from "../helpers/core.ts";
import { createTestHttp } from "../helpers/http.ts";

test("a token of an end node needs no body", async () => {
	const { app, core } = await createTestHttp();
	const { caller } = await newOwner(core);
	const admin = await callerOf(core, { kind: "admin" });
	const register = (vendorThingID: string, layoutPosition: string) =>
		registerThing(core, caller.appID, { vendorThingID, password: "pw", fields: {}, layoutPosition });
	const gateway = await register("gw", "GATEWAY");
	const endNode = await register("en", "ENDNODE");
	await addEndNode(core, admin, gateway.thingID, endNode.thingID);
	const { accessToken } = await issueToken(core, caller.appID, { kind: "admin" });
	const ask = async (payload?: object) => {
		const reply = await app.inject({
			method: "POST",
			url: `/api/apps/${caller.appID}/things/${gateway.thingID}/end-nodes/${endNode.thingID}/token`,
			headers: { authorization: `Bearer ${accessToken}` },
			...(payload === undefined ? {} : { payload }),
		});
		return { status: reply.statusCode, ...reply.json() };
	};
	const without = await ask();
	assert.deepEqual([without.status, without.id], [200, endNode.thingID]);
	assert.equal((await ask({ expires_in: 60 })).expires_in, 60);
	assert.equal((await ask({ expires_in: [] })).errorCode, "INVALID_INPUT_DATA");
});
