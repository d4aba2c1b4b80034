import { inGroup } from "../in-group.ts";
import { choice } from "../kinds/choice.ts";
import { path } from "../kinds/path.ts";

const files = inGroup("Files");

export const fileSettings = {
	dataDir: files(
		path("FOLDER"),
		undefined,
		"Folder that keeps everything over a restart: all data, and the development CA, which clients need to trust once only; made if it is missing",
		"Without it all data is in memory, and there is a new CA at each start. One emulator at a time can use a folder. With it the package `classic-level` is needed, which is installed as an optional dependency.",
	),
	durability: files(
		choice("WHEN", ["process", "disk"]),
		"process",
		"When a change is kept in `data-dir`, which is before it is answered",
		"`process`: when the operating system has it; what was answered survives any end of the emulator, `kill -9` included. `disk`: when the disk has it (fsync, of many changes at once); it survives a loss of power, too, and takes longer.",
	),
	seed: files(
		path("FILE"),
		undefined,
		"JSON file with the state to begin with, and to go back to at a reset",
		"Apps, users, things, objects and more with identifiers, passwords and tokens of your choice: `docs/seed.md` has the format. With `data-dir` it is loaded on the first start only, and at a reset.",
	),
	import: files(
		path("FILE"),
		undefined,
		"Snapshot that everything is replaced by at the start",
		"As `GET /_emulator/snapshot` and `export-on-exit` make it. One of a single app replaces that app.",
	),
	exportOnExit: files(
		path("FILE"),
		undefined,
		"Snapshot that is written at the end, and by `POST /_emulator/snapshot`",
		"Its folder must be there. Written aside and renamed: whatever happens meanwhile, the file is the new one as a whole or the one before.",
	),
	portsFile: files(
		path("FILE"),
		undefined,
		"JSON file `{http,https,tcp,tls,ws,wss}` with the real ports, written when ready, removed at the end",
		"For the command only. A program finds the ports in `emulator.ports`.",
	),
};
