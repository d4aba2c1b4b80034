/** Whether a topic matches a topic filter (MQTT 3.1.1, 4.7); a topic that begins with $ needs one that does, too. */
export function topicMatches(filter: string, topic: string): boolean {
	const wanted = filter.split("/");
	const levels = topic.split("/");
	if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
	for (const [index, part] of wanted.entries()) {
		if (part === "#" && index === wanted.length - 1) return true;
		if (index >= levels.length || (part !== "+" && part !== levels[index])) return false;
	}
	return wanted.length === levels.length;
}

export function hasWildcard(filter: string): boolean {
	return filter.split("/").some((level) => level === "+" || level === "#");
}

/** What is wrong with a text as a topic filter (MQTT 3.1.1, 4.7.1); undefined when nothing is. */
export function whyNoFilter(filter: string): string | undefined {
	const levels = filter.split("/");
	const good = levels.every(
		(level, index) => !/[+#]/.test(level) || level === "+" || (level === "#" && index === levels.length - 1),
	);
	return good ? undefined : "must be a topic filter, with + for a whole level and # for the last";
}
