import type { Core } from "../context.ts";
import { disconnectOwner } from "../installation.ts";
import { changeUser, withoutTokens } from "./change-user.ts";

/**
 * Disables or enables a user. Who is disabled cannot log in, and what tokens there were stay void afterwards (Kii guide,
 * "Disabling users").
 * @throws KiiError USER_NOT_FOUND
 */
export async function setUserDisabled(core: Core, appID: string, userID: string, disabled: boolean): Promise<void> {
	await changeUser(core, appID, userID, (user) => {
		if (user.disabled === disabled) return user;
		return { ...(disabled ? withoutTokens(user) : user), disabled };
	});
	if (disabled) await disconnectOwner(core, appID, { type: "user", id: userID }, "its user was disabled");
}
