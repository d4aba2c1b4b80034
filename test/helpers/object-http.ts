import assert from "node:assert/strict";
import type { InjectOptions } from "fastify";
import { type ObjectScope, scopePath } from "../../src/core/access/object-scope.ts";
import type { ObjectAddress } from "../../src/core/data/body/body-bytes.ts";
import type { Caller } from "../../src/core/principal.ts";
import type { HttpDeps } from "../../src/http/context.ts";
import { appID, newOwner } from "./core.ts";
import { createTestHttp } from "./http.ts";
import { newObject } from "./object.ts";

export type Reply = Awaited<ReturnType<Client["call"]>>;

export type Client = Awaited<ReturnType<typeof createObjectClient>>;

/** Path of an object. */
export function pathOf({ scope, bucketID, objectID }: ObjectAddress): string {
	return `/api/apps/${appID}/${scopePath(scope)}buckets/${bucketID}/objects/${objectID}`;
}

export function authorizationOf({ principal }: Caller): { authorization?: string } {
	return "accessToken" in principal ? { authorization: `Bearer ${principal.accessToken}` } : {};
}

/** A user with an object in the scope of the app, or in another one, and calls in the user's name. */
export async function createObjectClient(
	deps: Omit<Partial<HttpDeps>, "core"> = {},
	scopeOf: (userID: string) => ObjectScope = () => ({ type: "app" }),
) {
	const http = await createTestHttp(deps);
	const { core } = http;
	const { caller, userID } = await newOwner(core);
	const address = await newObject(core, caller, { scope: scopeOf(userID) });
	const path = pathOf(address);
	const call = (
		method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE" | "PATCH",
		url: string,
		headers: Readonly<Record<string, string>> = {},
		payload?: InjectOptions["payload"],
	) =>
		http.app.inject({
			method,
			url,
			headers: { ...authorizationOf(caller), ...headers },
			...(payload === undefined ? {} : { payload }),
		});
	return { ...http, caller, userID, address, path, call };
}

/** Asserts status, errorCode and media type of an error. */
export function assertError(reply: Reply, status: number, errorCode: string, name: string): void {
	assert.equal(reply.statusCode, status, reply.body);
	assert.equal(reply.json().errorCode, errorCode);
	assert.equal(reply.headers["content-type"], `application/vnd.kii.${name}Exception+json;charset=UTF-8`);
}
