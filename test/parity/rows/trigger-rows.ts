import { ofOwner, ofThing, type Request, type Row, type World } from "./row.ts";

type Who = (world: World) => Record<string, string>;

/** `tail` may say `{id}` for the trigger of the rows before. */
function triggers(method: string, tail: string, who: Who, body?: (world: World) => object) {
	return (world: World): Request => ({
		method,
		path: `${world.thing.target}/triggers${tail.replace("{id}", world.kept.get("trigger") ?? "")}`,
		headers: who(world),
		...(body === undefined ? {} : { body: JSON.stringify(body(world)) }),
	});
}

const keepTrigger: Row["keep"] = ({ kept }, { triggerID }) => void kept.set("trigger", String(triggerID));
const condition = { type: "eq", field: "power", value: true };
const whenOn = { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" };
const command = ({ owner }: World) => ({
	predicate: whenOn,
	triggersWhat: "COMMAND",
	command: { schema: "lamp", schemaVersion: 1, actions: [{ turnPower: { power: true } }], issuer: owner.issuer },
	title: "title",
	metadata: { key: [1] },
});
const serverCode = () => ({ predicate: whenOn, triggersWhat: "SERVER_CODE", serverCode: { endpoint: "run" } });

export const triggerRows: readonly Row[] = [
	{ name: "no triggers yet", request: triggers("GET", "", ofOwner), status: 200 },
	{ name: "a trigger", request: triggers("POST", "", ofOwner, command), status: 201, keep: keepTrigger },
	{ name: "the trigger", request: triggers("GET", "/{id}", ofThing), status: 200 },
	{
		name: "a trigger of a thing",
		request: triggers("POST", "", ofThing, command),
		status: 403,
		errorCode: "WRONG_TOKEN",
	},
	{
		name: "a trigger with a wrong schedule",
		request: triggers("POST", "", ofOwner, (world) => ({
			...command(world),
			predicate: { eventSource: "SCHEDULE", schedule: "wrong format" },
		})),
		status: 400,
		errorCode: "WRONG_PREDICATE",
	},
	{
		name: "a trigger without a command",
		request: triggers("POST", "", ofOwner, (world) => ({ ...command(world), command: undefined })),
		status: 400,
		errorCode: "WRONG_TRIGGER",
	},
	{
		name: "a trigger with a title of 51 characters",
		request: triggers("POST", "", ofOwner, (world) => ({ ...command(world), title: "x".repeat(51) })),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a trigger with no body",
		request: triggers("POST", "", ofOwner),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a changed trigger",
		request: triggers("PATCH", "/{id}", ofOwner, () => ({ description: "description" })),
		status: 204,
	},
	{ name: "a disabled trigger", request: triggers("PUT", "/{id}/disable", ofThing), status: 204 },
	{ name: "the disabled trigger", request: triggers("GET", "/{id}", ofOwner), status: 200 },
	{ name: "an enabled trigger", request: triggers("PUT", "/{id}/enable", ofThing), status: 204 },
	{
		name: "a state that fires",
		request: ({ thing, ...world }) => ({
			method: "PUT",
			path: `${thing.target}/states`,
			headers: ofThing({ thing, ...world }),
			body: '{"power":true}',
		}),
		status: 204,
	},
	{
		name: "the command of the trigger",
		request: ({ thing, ...world }) => ({
			method: "GET",
			path: `${thing.target}/commands`,
			headers: ofOwner({ thing, ...world }),
		}),
		status: 200,
	},
	{ name: "a trigger with server code", request: triggers("POST", "", ofOwner, serverCode), status: 201 },
	{ name: "a page of triggers", request: triggers("GET", "?bestEffortLimit=1", ofOwner), status: 200 },
	{ name: "a deleted trigger", request: triggers("DELETE", "/{id}", ofThing), status: 204 },
	{
		name: "the deleted trigger",
		request: triggers("GET", "/{id}", ofOwner),
		status: 404,
		errorCode: "TRIGGER_NOT_FOUND",
	},
	{
		name: "one more trigger with server code",
		request: triggers("POST", "", ofOwner, serverCode),
		status: 201,
		keep: keepTrigger,
	},
	{
		name: "a state that runs server code nobody has deployed",
		request: ({ thing, ...world }) => ({
			method: "PUT",
			path: `${thing.target}/states`,
			headers: ofThing({ thing, ...world }),
			body: '{"power":true}',
		}),
		status: 204,
	},
	{
		name: "the result of the server code",
		request: triggers("GET", "/{id}/results/server-code", ofOwner),
		status: 200,
	},
	{
		name: "results of no trigger",
		request: triggers("GET", "/none/results/server-code?bestEffortLimit=2", ofOwner),
		status: 404,
		errorCode: "TRIGGER_NOT_FOUND",
	},
];
