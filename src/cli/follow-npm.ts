/** Milliseconds between two looks at who our parent is. */
const interval = 500;

/**
 * `npm start` runs us in a shell that does not pass SIGTERM on: who ended npm would leave us behind, on our ports.
 * So under our own start script, and only there, the end of that shell is a SIGTERM. Not on Windows, which has no ppid.
 */
export function followNpm({ npm_package_name, npm_lifecycle_event }: NodeJS.ProcessEnv): void {
	if (npm_package_name !== "kii-emulator" || npm_lifecycle_event !== "start") return;
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		process.kill(process.pid, "SIGTERM");
	}, interval);
	timer.unref();
}
