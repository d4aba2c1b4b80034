/** Waits until other requests have had their turn: for work that a client can make long. The store alone never waits. */
export function otherRequests(): Promise<void> {
	return new Promise((resolve) => void setImmediate(resolve));
}
