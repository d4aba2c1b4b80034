/** The ports in fact, by listener. */
export interface Ports {
	readonly http: number;
	readonly https: number;
	readonly tcp: number;
	readonly tls: number;
	readonly ws: number;
	readonly wss: number;
}
