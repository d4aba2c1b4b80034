import { isObject } from "../is-object.ts";

/** `{alias: [{action: value}, …]}` of a trait command, `{action: value}` of one without traits. One key each. */
export type Action = Readonly<Record<string, unknown>>;

/** A single action with its place: results are matched against these. */
export interface PlacedAction {
	readonly alias: string | undefined;
	readonly name: string;
}

export function onlyKey(object: object): string | undefined {
	const keys = Object.keys(object);
	return keys.length === 1 ? keys[0] : undefined;
}

/** Whether the actions are grouped by trait alias. */
export function isTraitForm(actions: readonly Action[]): boolean {
	return actions.every((action) => Array.isArray(Object.values(action)[0]));
}

/** What is wrong with the shape of a command's actions, or undefined. */
export function actionFaults(actions: readonly Action[]): string | undefined {
	if (actions.length === 0) return "At least one action is required";
	const trait = isTraitForm(actions);
	for (const action of actions) {
		const name = onlyKey(action);
		if (name === undefined) return "Each action must be an object with one key";
		if (!trait) continue;
		const group = action[name];
		if (!Array.isArray(group) || group.length === 0) return `At least one action is required for the alias ${name}`;
		for (const single of group) {
			if (!isObject(single) || onlyKey(single) === undefined) {
				return `Each action of the alias ${name} must be an object with one key`;
			}
		}
	}
	return undefined;
}

/** The actions of a command in their order, each with its alias. */
export function placedActions(actions: readonly Action[]): PlacedAction[] {
	if (!isTraitForm(actions)) return actions.map((action) => ({ alias: undefined, name: onlyKey(action) ?? "" }));
	return actions.flatMap((group) => {
		const alias = onlyKey(group) ?? "";
		return (group[alias] as Action[]).map((action) => ({ alias, name: onlyKey(action) ?? "" }));
	});
}
