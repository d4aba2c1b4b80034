import { type App, appIDPattern, wellKnownApp } from "../../core/app.ts";
import type { Kind } from "../setting.ts";

/** An app as a program or a settings file may give it: as on the command line, or with its keys; the administrator's come both or not at all. */
export type GivenApp =
	| string
	| (Pick<App, "appID" | "appKey"> &
			(Pick<App, "clientID" | "clientSecret"> | { clientID?: never; clientSecret?: never }));

/** Apps as `appID:appKey` or `appID:appKey:clientID:clientSecret`, commas between them; in JSON also objects of these names. */
export const apps: Kind<readonly App[]> = {
	placeholder: "APP",
	accepts: "`appID:appKey` or `appID:appKey:clientID:clientSecret`",
	repeatable: true,
	format: (value) => (value.length === 0 ? undefined : value.map(appText).join(",")),
	parse: (text) => distinct(text.split(",").map(parseApp)),
	read(value) {
		if (!Array.isArray(value)) throw new Error("is not a list of apps");
		return distinct(value.map(readApp));
	},
};

function parseApp(text: string): App {
	const parts = text.trim().split(":");
	if (parts.length !== 2 && parts.length !== 4)
		throw new Error(`"${text}" is not appID:appKey or appID:appKey:clientID:clientSecret`);
	const [appID = "", appKey = "", clientID, clientSecret] = parts;
	return checked({
		appID,
		appKey,
		clientID: clientID ?? wellKnownApp.clientID,
		clientSecret: clientSecret ?? wellKnownApp.clientSecret,
	});
}

function readApp(value: unknown): App {
	if (typeof value === "string") return parseApp(value);
	if (typeof value !== "object" || value === null) throw new Error(`${JSON.stringify(value)} is not an app`);
	const unknown = Object.keys(value).find((key) => !(key in wellKnownApp));
	if (unknown !== undefined)
		throw new Error(`"${unknown}" is no key of an app: those are ${Object.keys(wellKnownApp).join(", ")}`);
	const app: App = {
		appID: "",
		appKey: "",
		clientID: wellKnownApp.clientID,
		clientSecret: wellKnownApp.clientSecret,
		...value,
	};
	if ("clientID" in value !== "clientSecret" in value)
		throw new Error(`app "${app.appID}" has only one of clientID and clientSecret`);
	return checked(app);
}

function checked(app: App): App {
	if (typeof app.appID !== "string" || !appIDPattern.test(app.appID))
		throw new Error(`"${app.appID}" is not an app ID (1 to 64 of A-Z a-z 0-9 _ -)`);
	for (const key of ["appKey", "clientID", "clientSecret"] as const) {
		const text = app[key];
		if (typeof text !== "string" || text === "") throw new Error(`app "${app.appID}" has no ${key}`);
	}
	return app;
}

function distinct(list: readonly App[]): readonly App[] {
	const twice = list.find(({ appID }, index) => list.findIndex((other) => other.appID === appID) !== index);
	if (twice !== undefined) throw new Error(`app "${twice.appID}" is given twice`);
	return list;
}

function appText({ appID, appKey, clientID, clientSecret }: App): string {
	return `${appID}:${appKey}:${clientID}:${clientSecret}`;
}
