import type { EndpointAddress } from "../../core/context.ts";

/** Host and ports of the broker that clients are told, changed while the emulator runs. */
export interface AdvertisedControl {
	/** What is in force; the host `*` is the one by which a client came. */
	get(): EndpointAddress;
	/**
	 * Says what the next reply has; what is not given is that of the settings, a port 0 the bound one.
	 * @throws KiiError INVALID_INPUT_DATA
	 */
	set(address: Partial<EndpointAddress>): Promise<EndpointAddress>;
	/** Back to the settings. */
	clear(): EndpointAddress;
}
