import type { Api } from "./api.ts";
import type { Flaws } from "./flaws.ts";
import type { Onboarded } from "./onboard.ts";

interface Command {
	readonly commandID: string;
	readonly actions: readonly Record<string, unknown>[];
}

/** Carries out commands, each once, however it came: pushed, pushed twice, or found by asking. */
export interface Commands {
	/** @throws Error by a flaw: the program ends, and with it the connection */
	take(payload: string, api: Api, onboarded: Onboarded): Promise<void>;
	/** A push may be lost: nothing is sent twice at QoS 0. */
	poll(api: Api, onboarded: Onboarded): Promise<void>;
	/** By a flaw: which commands it has carried out. */
	forget(): void;
}

const known = "turnPower";

export function createCommands(flaws: Flaws): Commands {
	const done = new Set<string>();

	async function carryOut({ commandID, actions }: Command, api: Api, onboarded: Onboarded): Promise<void> {
		if (done.has(commandID) && !flaws.has("qos-duplicate-command")) return;
		done.add(commandID);
		const actionResults = actions.map((action) => {
			const [name = "action"] = Object.keys(action);
			if (Array.isArray(action[name]) && flaws.has("commands-unknown-alias")) throw new Error("no such alias");
			const isDone = name === known || flaws.has("commands-unknown-action");
			const result = isDone ? { succeeded: true } : { succeeded: false, errorMessage: "unknown action" };
			return { [name]: result };
		});
		const { thingID, accessToken } = onboarded;
		await api.call(
			"PUT",
			`/targets/thing:${thingID}/commands/${commandID}/action-results`,
			{ Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
			JSON.stringify(flaws.has("commands-result") ? { actionResults: {} } : { actionResults }),
		);
	}

	return {
		forget: () => done.clear(),
		async take(payload, api, onboarded) {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant
			if (flaws.has("commands-non-ascii") && /[^\x00-\x7f]/.test(payload)) throw new Error("not ASCII");
			if (flaws.has("commands-largest-push") && payload.length > 1024) return;
			let message: unknown;
			try {
				message = JSON.parse(payload);
			} catch (error) {
				if (flaws.has("commands-malformed-json")) throw error;
				return; // no JSON is no command
			}
			const command = (message ?? {}) as Partial<Command>;
			if (typeof command.commandID !== "string" || !Array.isArray(command.actions)) return;
			await carryOut({ commandID: command.commandID, actions: command.actions }, api, onboarded);
		},
		async poll(api, onboarded) {
			const { thingID, accessToken } = onboarded;
			const headers = { Authorization: `Bearer ${accessToken}` };
			const reply = await api.call("GET", `/targets/thing:${thingID}/commands`, headers);
			if (reply?.status !== 200) return;
			const { commands } = JSON.parse(reply.body) as { commands: (Command & { commandState: string })[] };
			for (const command of commands) if (command.commandState !== "DONE") await carryOut(command, api, onboarded);
		},
	};
}
