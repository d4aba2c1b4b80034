/** Whether a topic name is one that a topic filter means (MQTT 3.1.1, 4.7). */
export function matchesFilter(filter: string, topic: string): boolean {
	const wanted = filter.split("/");
	const levels = topic.split("/");
	for (const [index, level] of wanted.entries()) {
		if (level === "#") return true;
		if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
	}
	return wanted.length === levels.length;
}
