import { inGroup } from "../in-group.ts";
import { path } from "../kinds/path.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const serverCode = inGroup("Server code");

export const serverCodeSettings = {
	serverCodeDir: serverCode(
		path("FOLDER"),
		undefined,
		"Folder of server code that is there from the start: the file `{appID}.js` becomes the current version of its app",
		"Other files are left alone. With `apps` at `auto`, a file makes its app. A file that does not compile keeps the emulator from starting.",
	),
	serverCodeTimeout: serverCode(
		wholeNumber("SECONDS", 1, 3600),
		20,
		"Time one run of server code may take, as clocks on the wall go",
		"The default is Kii's own limit. A run also ends when it needs more than 64 MiB.",
	),
};
