import { bearer, kii, ofOwner, ofThing, type Request, type Row, type World } from "./row.ts";

function commands(method: string, tail: (world: World) => string, headers = ofOwner, body?: (world: World) => unknown) {
	return (world: World): Request => ({
		method,
		path: `${world.thing.target}/commands${tail(world)}`,
		headers: headers(world),
		...(body === undefined ? {} : { body: JSON.stringify(body(world)) }),
	});
}

const nothing = () => "";
const first = ({ commandIDs }: World) => `/${commandIDs[0]}`;
const second = ({ commandIDs }: World) => `/${commandIDs[1]}`;
const keep: Row["keep"] = ({ commandIDs }, { commandID }) => void commandIDs.push(`${commandID}`);
const flat = ({ owner }: World) => ({
	schema: "lamp",
	schemaVersion: 1,
	issuer: owner.issuer,
	actions: [{ turnPower: { power: true } }, { setColor: { color: 3 } }],
	title: "title",
	description: "description",
	metadata: { key: "value" },
});
const trait = ({ owner }: World) => ({
	issuer: owner.issuer,
	actions: [{ lamp: [{ turnPower: true }, { setColor: 3 }] }],
});
const ofTrait = ({ ownerToken }: World) => bearer(ownerToken, kii("CommandCreationRequest"));
const ok = { succeeded: true };

export const commandRows: readonly Row[] = [
	{ name: "the commands before the first", request: commands("GET", nothing), status: 200 },
	{ name: "a command without traits", request: commands("POST", nothing, ofOwner, flat), status: 201, keep },
	{ name: "a command with traits", request: commands("POST", nothing, ofTrait, trait), status: 201, keep },
	{ name: "the first command", request: commands("GET", first), status: 200 },
	{ name: "a page of commands", request: commands("GET", () => "?bestEffortLimit=1"), status: 200 },
	{
		name: "a page by a key that nobody gave",
		request: commands("GET", () => "?paginationKey=abc"),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "results, flat",
		request: commands(
			"PUT",
			(world) => `${first(world)}/action-results`,
			ofThing,
			() => ({
				actionResults: [{ turnPower: ok }, { setColor: { succeeded: false, errorMessage: "no", data: { a: 1 } } }],
			}),
		),
		status: 204,
	},
	{
		name: "results by alias",
		request: commands(
			"PUT",
			(world) => `${second(world)}/action-results`,
			({ thing }) => bearer(thing.accessToken, kii("CommandResultsUpdateRequest")),
			() => ({ actionResults: [{ lamp: [{ turnPower: ok }, { setColor: ok }] }] }),
		),
		status: 204,
	},
	{ name: "the first command with its results", request: commands("GET", first), status: 200 },
	{ name: "the second command with its results", request: commands("GET", second), status: 200 },
	{ name: "all commands", request: commands("GET", nothing), status: 200 },
	{
		name: "results of an unknown command",
		request: commands(
			"PUT",
			() => "/none/action-results",
			ofThing,
			() => ({ actionResults: [] }),
		),
		status: 404,
		errorCode: "COMMAND_NOT_FOUND",
	},
	{
		name: "results that do not fit",
		request: commands(
			"PUT",
			(world) => `${first(world)}/action-results`,
			ofThing,
			() => ({
				actionResults: [{ other: ok }],
			}),
		),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{ name: "an unknown command", request: commands("GET", () => "/none"), status: 404, errorCode: "COMMAND_NOT_FOUND" },
	{
		name: "a command without actions",
		request: commands("POST", nothing, ofOwner, (world) => ({ ...flat(world), actions: [] })),
		status: 400,
		errorCode: "WRONG_COMMAND",
	},
	{
		name: "a command without issuer",
		request: commands("POST", nothing, ofOwner, () => ({ actions: [{ a: 1 }] })),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a title of more than 50 characters",
		request: commands("POST", nothing, ofOwner, (world) => ({ ...flat(world), title: "x".repeat(51) })),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
	{
		name: "a put on commands, as one real client has it by mistake",
		request: commands("PUT", nothing, ofOwner, flat),
		status: 405,
		errorCode: "METHOD_NOT_ALLOWED",
	},
];
