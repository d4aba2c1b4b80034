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
