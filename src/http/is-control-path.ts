/** Whether the pattern of a route is of the control API: those calls are the emulator's own, not Kii's. */
export function isControlPath(path: string | undefined): boolean {
	return path !== undefined && /^\/_emulator(?:\/|$)/.test(path);
}
