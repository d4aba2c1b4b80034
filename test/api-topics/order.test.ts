import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiCall, ApiReply } from "../../src/api-topics/dispatch.ts";
import { createResponder } from "../../src/api-topics/responder.ts";
import { createActivity } from "../../src/system/activity.ts";
import { appID, ok, recordingLog } from "./ask.ts";

/** A responder whose calls finish when the test says so, and a way to publish to it. */
function harness() {
	const open = new Map<string, (reply: ApiReply) => void>();
	const started: string[] = [];
	const replies: string[] = [];
	const nameOf = ({ caller, headers }: ApiCall) => `${caller.clientID}${headers["x-kii-requestid"]}`;
	const responder = createResponder({
		activity: createActivity(),
		log: recordingLog().log,
		dispatch: (call) => {
			started.push(nameOf(call));
			return new Promise((resolve) => open.set(nameOf(call), resolve));
		},
	});
	const publish = (connection: object, clientID: string, id: number) =>
		responder.handle({
			clientID,
			appID,
			anonymous: clientID === "anonymous",
			reachedHost: "localhost",
			remoteAddress: "127.0.0.1",
			connection,
			topic: `p/${clientID}/thing-if/apps/${appID}/onboardings`,
			payload: Buffer.from(`POST\nX-Kii-RequestID: ${id}\n\n{}`),
			reply: (text) => replies.push(`${clientID}${/RequestID:(\d+)/.exec(text)?.[1]}`),
		});
	const finish = async (name: string) => {
		open.get(name)?.(ok);
		open.delete(name);
		await turn();
	};
	return { responder, publish, finish, started, replies };
}

/** Two turns of the event loop: in the first a call ends, in the second the next one begins. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("requests of one connection are carried out and answered one after the other, in the order sent", async () => {
	const { publish, finish, started, replies } = harness();
	const connection = {};
	const all = Promise.all([1, 2, 3].map((id) => publish(connection, "a", id)));
	await turn();
	assert.deepEqual(started, ["a1"]);
	await finish("a1");
	assert.deepEqual([started, replies], [["a1", "a2"], ["a1"]]);
	await finish("a2");
	await finish("a3");
	await all;
	assert.deepEqual(replies, ["a1", "a2", "a3"]);
});

test("a request that comes while an earlier one is being answered waits for it", async () => {
	const { publish, finish, started } = harness();
	const connection = {};
	const all = [publish(connection, "a", 1), publish(connection, "a", 2)];
	await turn();
	await finish("a1");
	all.push(publish(connection, "a", 3));
	await turn();
	assert.deepEqual(started, ["a1", "a2"]);
	await finish("a2");
	await finish("a3");
	await Promise.all(all);
});

test("a slow request of one client does not hold up another's", async () => {
	const { publish, finish, replies } = harness();
	const slow = publish({}, "a", 1);
	await publishAndFinish();
	assert.deepEqual(replies, ["b1"]);
	await finish("a1");
	await slow;

	async function publishAndFinish() {
		const quick = publish({}, "b", 1);
		await turn();
		await finish("b1");
		await quick;
	}
});

test("anonymous sessions share a client ID, but not a queue", async () => {
	const { publish, finish, started } = harness();
	const both = [publish({}, "anonymous", 1), publish({}, "anonymous", 2)];
	await turn();
	assert.deepEqual(started, ["anonymous1", "anonymous2"]);
	await finish("anonymous2");
	await both[1];
	await finish("anonymous1");
	await both[0];
});

test("drain waits for everything taken so far, and not when there is nothing", async () => {
	const { responder, publish, finish, replies } = harness();
	await responder.drain();
	const connection = {};
	void publish(connection, "a", 1);
	void publish(connection, "a", 2);
	void publish({}, "b", 1);
	let drained = false;
	const draining = responder.drain().then(() => {
		drained = true;
	});
	for (const name of ["a1", "b1"]) {
		await turn();
		await finish(name);
		assert.equal(drained, false);
	}
	await finish("a2");
	await draining;
	assert.deepEqual(replies.sort(), ["a1", "a2", "b1"]);
});

test("replies of many connections with calls of random length keep the order of each", async () => {
	const replies: string[] = [];
	const responder = createResponder({
		activity: createActivity(),
		log: recordingLog().log,
		dispatch: async ({ headers }) => {
			for (let turns = (Number(headers["x-kii-requestid"]) * 7) % 5; turns > 0; turns--) await turn();
			return ok;
		},
	});
	const connections = Array.from({ length: 8 }, (_, index) => ({ index }));
	for (let id = 0; id < 25; id++) {
		for (const connection of connections) {
			void responder.handle({
				clientID: "anonymous",
				appID,
				anonymous: true,
				reachedHost: "localhost",
				remoteAddress: "127.0.0.1",
				connection,
				topic: `p/anonymous/thing-if/apps/${appID}/onboardings`,
				payload: Buffer.from(`POST\nX-Kii-RequestID: ${id}\n\n{}`),
				reply: (text) => replies.push(`${connection.index}/${/RequestID:(\d+)/.exec(text)?.[1]}`),
			});
		}
	}
	await responder.drain();
	for (const { index } of connections) {
		const own = replies.filter((reply) => reply.startsWith(`${index}/`));
		assert.deepEqual(
			own,
			Array.from({ length: 25 }, (_, id) => `${index}/${id}`),
		);
	}
});
