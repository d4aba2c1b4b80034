const endings = new Set<() => void>();

function endAll(): void {
	for (const end of endings) end();
}

/**
 * Has `end` run when this process exits, until the function returned is called. One listener serves all: with more than ten
 * of them Node warns of a leak.
 */
export function endWithProcess(end: () => void): () => void {
	if (endings.size === 0) process.on("exit", endAll);
	endings.add(end);
	return () => {
		endings.delete(end);
		if (endings.size === 0) process.off("exit", endAll);
	};
}
