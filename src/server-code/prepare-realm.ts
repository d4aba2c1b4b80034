/** What the sandbox calls inside the realm, by its global name `__kii_realm` (names with `__kii_` are Kii's own). */
export interface Realm {
	/** Calls the endpoint. `call` is JSON of its parameters and context. */
	invoke(key: string, endpoint: unknown, call: string): void;
	/** JSON of `{ ending?, lines, dropped }`. */
	result(key: string): string | undefined;
	/** The text of something that was thrown. */
	describe(thrown: unknown): string;
}

/**
 * Sets a new realm up for server code. Its text is compiled there, so it refers to nothing outside of itself. No function
 * or object of another realm ever comes in here: strings do, and strings go out.
 * @param secret keeps the developer's code from calling `invoke` and `result`
 */
export function prepareRealm(secret: string, limits: { lines: number; characters: number; value: number }): Realm {
	const { stringify, parse } = JSON;
	const { freeze } = Object;
	const { then } = Promise.prototype;
	const { apply } = Reflect;
	const { slice, match, replace } = String.prototype;
	const { toString: textOf } = Function.prototype;
	const global = globalThis as unknown as Record<string, unknown>;
	const names = Object.getOwnPropertyNames(global);
	// Memory outside of the heap has no limit.
	for (const name of names) {
		if (/^(?!Array$)\w*Array$|^(?:Shared)?ArrayBuffer$|^(?:DataView|Atomics|WebAssembly)$/.test(name)) {
			delete global[name];
		}
	}
	const builtins = new Set(names.map((name) => global[name]));
	// What the global object inherits goes by a plain name, too: `toString`, `__defineGetter__`.
	for (let from = Object.getPrototypeOf(global); from !== null; from = Object.getPrototypeOf(from)) {
		for (const { value } of Object.values(Object.getOwnPropertyDescriptors(from)) as PropertyDescriptor[]) {
			if (typeof value === "function") builtins.add(value);
		}
	}
	const isBuiltin = builtins.has.bind(builtins);

	// Call sites would show the files of the emulator; they are not to be had by an own `prepareStackTrace`, either.
	Object.defineProperty(Error, "prepareStackTrace", {
		value(error: unknown, sites: readonly NodeJS.CallSite[]) {
			let text = describe(error);
			for (const site of sites) {
				if (site.getFileName() === "server-code.js") text += `\n    at ${site}`;
			}
			return text;
		},
	});

	function describe(thrown: unknown): string {
		try {
			const isObject = typeof thrown === "object" && thrown !== null;
			const message = isObject && "message" in thrown ? thrown.message : thrown;
			const text = typeof message === "string" ? message : show(message);
			// Clients find it by a pattern that ends at the first line break (kii-cloud-sdk, KiiErrorParser).
			return apply(slice, apply(match, text, [/^.*/])?.[0] ?? "", [0, 1000]);
		} catch {
			return "something was thrown that has no text";
		}
	}

	function show(value: unknown): string {
		if (typeof value === "string") return value;
		try {
			const text: unknown = typeof value === "object" ? stringify(value) : undefined;
			return typeof text === "string" ? text : String(value);
		} catch {
			return "[no text]";
		}
	}

	let lines = "";
	let count = 0;
	let characters = 0;
	let dropped = 0;
	const write = (level: string, values: readonly unknown[]) => {
		let text = "";
		for (let index = 0; index < values.length && text.length < limits.characters; index++) {
			text += (index === 0 ? "" : " ") + show(values[index]);
		}
		if (count >= limits.lines || characters + text.length > limits.characters) {
			dropped++;
			return;
		}
		characters += text.length;
		lines += `${count++ === 0 ? "" : ","}["${level}",${stringify(text)}]`;
	};
	const console: Record<string, unknown> = {};
	for (const level of ["debug", "log", "info", "warn", "error"]) {
		console[level] = (...values: readonly unknown[]) => write(level, values);
	}
	Object.defineProperty(global, "console", { value: console, writable: true, configurable: true });

	let ending: string | undefined;
	let steps = 1;
	const end = (json: string) => {
		ending ??= json;
	};
	const threw = (thrown: unknown) => end(`{"kind":"threw","message":${stringify(describe(thrown))},"steps":${steps}}`);
	const returned = (value: unknown) => {
		if (ending !== undefined) return;
		try {
			const json: unknown = stringify(value);
			if (typeof json !== "string") return end(`{"kind":"returned","steps":${steps}}`);
			if (json.length > limits.value)
				throw new RangeError(`the returned value is longer than ${limits.value} characters`);
			end(`{"kind":"returned","value":${stringify(json)},"steps":${steps}}`);
		} catch (error) {
			threw(error);
		}
	};

	function invoke(key: string, endpoint: unknown, call: string): void {
		if (key !== secret) return;
		if (typeof endpoint !== "function" || isBuiltin(endpoint)) {
			end('{"kind":"no endpoint"}');
			return;
		}
		const { params, appID, appKey, accessToken } = parse(call);
		const context = freeze({
			getAppID: () => appID,
			getAppKey: () => appKey,
			// Kii guide, "Parameters for manual operation": null for an anonymous user.
			getAccessToken: () => accessToken ?? null,
			getAppAdminContext: () => {
				throw new Error("getAppAdminContext is not available: the emulator has no Kii Cloud SDK for server code");
			},
		});
		try {
			// Kii counts a step for every line executed; this is the number of statements that stand in the endpoint.
			const statements = apply(replace, apply(textOf, endpoint, []), [/\bfor\s*\([^;)]*;[^;)]*;/g, ""]);
			steps = apply(match, statements, [/;/g])?.length ?? 1;
			// A function with a third parameter is asynchronous: its result is what it gives to `done`.
			const value = endpoint(params, context, returned);
			const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
			if (isObject && typeof value.then === "function") {
				const settled = endpoint.length < 3 ? returned : undefined;
				apply(then, new Promise((resolve) => resolve(value)), [settled, threw]);
			} else if (endpoint.length < 3) returned(value);
		} catch (error) {
			threw(error);
		}
	}

	return freeze({
		invoke,
		describe,
		result: (key: string) =>
			key === secret
				? `{"ending":${ending ?? `{"kind":"no result","steps":${steps}}`},"lines":[${lines}],"dropped":${dropped}}`
				: undefined,
	});
}
