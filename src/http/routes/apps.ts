import { KiiError } from "../../core/errors.ts";
import type { Scope } from "../context.ts";

/** `POST /api/apps`: apps come from the settings, so this is refused as Kii refused it without a developer's token. */
export function appRoutes(app: Scope): void {
	app.post(
		"/api/apps",
		{
			config: {
				call: "Create an app",
				inferred: "Always refused with 401, which a live test has without credentials: apps come from the settings.",
			},
		},
		async () => {
			throw new KiiError("UNAUTHORIZED", "Apps are not created by API: use the settings app and apps");
		},
	);
}
