interface Connected {
	close(reason: string): void;
}

/** The connections of issued endpoints, by client ID. */
export interface ConnectedClients<C extends Connected = Connected> {
	find(clientID: string): C | undefined;
	/** A second connection with a client ID ends the first [MQTT-3.1.4-2]. */
	claim(clientID: string, connection: C): void;
	release(clientID: string, connection: C): void;
}

export function createConnectedClients<C extends Connected>(): ConnectedClients<C> {
	const connections = new Map<string, C>();
	return {
		find: (clientID) => connections.get(clientID),
		claim(clientID, connection) {
			connections.get(clientID)?.close("another connection with the same client ID takes over");
			connections.set(clientID, connection);
		},
		release(clientID, connection) {
			if (connections.get(clientID) === connection) connections.delete(clientID);
		},
	};
}
