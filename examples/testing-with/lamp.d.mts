export function startLamp(options: {
	readonly api: string;
	readonly appID: string;
	readonly appKey: string;
	readonly vendorThingID: string;
	readonly thingPassword: string;
}): Promise<{ readonly thingID: string; stop(): Promise<void> }>;
