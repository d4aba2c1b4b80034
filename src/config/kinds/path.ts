import type { Kind } from "../setting.ts";

/** A file or folder, none by default. */
export function path(placeholder: "FILE" | "FOLDER"): Kind<string | undefined> {
	return {
		placeholder,
		accepts: placeholder === "FILE" ? "path of a file" : "path of a folder",
		path: true,
		format: (value) => value,
		parse(text) {
			if (text === "" || text.includes("\0")) throw new Error("the path is empty or holds a NUL");
			return text;
		},
	};
}
