/** What aedes passes through its message queue: a PUBLISH. */
interface Message {
	readonly topic: string;
}

type Done = () => void;
type Listener = (message: Message, done: Done) => void;

/** The interface aedes expects of its option `mq`. */
export interface Emitter {
	on(filter: string, listener: Listener, done?: Done): this;
	removeListener(filter: string, listener: Listener, done?: Done): this;
	emit(message: Message, done?: (error?: Error) => void): this;
	close(done?: Done): void;
}

const noop = () => {};

/**
 * The message queue of aedes, without a queue: a message is handed to its listeners before `emit` returns, and none of
 * them is waited for. So no subscriber can hold up another, and nothing piles up that could overflow the stack when it
 * is released, as happens in mqemitter.
 */
export function createEmitter(): Emitter {
	const exact = new Map<string, Set<Listener>>();
	const wildcard = new Map<string, Set<Listener>>();
	const tableOf = (filter: string) => (/[+#]/.test(filter) ? wildcard : exact);

	function listenersFor(topic: string): Listener[] {
		const found = [...(exact.get(topic) ?? [])];
		for (const [filter, listeners] of wildcard) if (matches(filter, topic)) found.push(...listeners);
		return found;
	}

	const emitter: Emitter = {
		on(filter, listener, done = noop) {
			const table = tableOf(filter);
			const listeners = table.get(filter);
			if (listeners) listeners.add(listener);
			else table.set(filter, new Set([listener]));
			done();
			return emitter;
		},
		removeListener(filter, listener, done = noop) {
			const table = tableOf(filter);
			const listeners = table.get(filter);
			listeners?.delete(listener);
			if (listeners?.size === 0) table.delete(filter);
			done();
			return emitter;
		},
		emit(message, done = noop) {
			for (const listener of listenersFor(message.topic)) listener(message, noop);
			done();
			return emitter;
		},
		close(done = noop) {
			exact.clear();
			wildcard.clear();
			done();
		},
	};
	return emitter;
}

/** MQTT 3.1.1, 4.7.1 */
function matches(filter: string, topic: string): boolean {
	const [wanted, levels] = [filter.split("/"), topic.split("/")];
	for (const [index, level] of wanted.entries()) {
		if (level === "#") return true;
		if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
	}
	return wanted.length === levels.length;
}
