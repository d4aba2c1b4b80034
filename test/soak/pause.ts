/** Real milliseconds; keeps no process alive. */
export function pause(milliseconds: number): Promise<undefined> {
	return new Promise((resolve) => void setTimeout(() => resolve(undefined), milliseconds).unref());
}
