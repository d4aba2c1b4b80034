import type { Entry } from "../journal/entry.ts";
import { DeviceMissing } from "./bench.ts";
import { thingOf } from "./owner.ts";
import type { Stand } from "./stand.ts";

/** Whether a client ID is the device's; undefined as long as that is not known. */
export type IsDevice = (clientID: string) => boolean | undefined;

/** Anybody's, before it is known who it is. */
const onboardingClient = "anonymous";

/** A stand on which other clients than the device leave no trace. */
export function onlyDevice(stand: Stand, isDevice: IsDevice): Stand {
	const { journal } = stand;
	const known = ({ client }: Entry) => (client === undefined || client === onboardingClient ? true : isDevice(client));
	const ofDevice = { entries: (filter) => journal.entries(filter).filter(known) } as Pick<typeof journal, "entries">;
	return {
		...stand,
		journal: Object.assign(Object.create(journal), ofDevice),
		isOfRunner: (entry) => stand.isOfRunner(entry) || known(entry) === false,
	};
}

/** The clients that connect as the thing of that vendorThingID, which may have a new endpoint, and client ID, any time. */
export function clientsOfThing(stand: Stand, vendorThingID: string): IsDevice {
	const known = new Map<string, boolean>();
	const asked = new Set<string>();
	return (clientID) => {
		if (!asked.has(clientID)) {
			asked.add(clientID);
			isOfThing(stand, vendorThingID, clientID).then(
				(is) => known.set(clientID, is),
				// It may be the thing's a little later.
				() => asked.delete(clientID),
			);
		}
		return known.get(clientID);
	};
}

async function isOfThing(stand: Stand, vendorThingID: string, mqttTopic: string): Promise<boolean> {
	const thing = `/api/apps/${stand.appID}/things/VENDOR_THING_ID:${encodeURIComponent(vendorThingID)}`;
	const { status, body } = await stand.call("GET", thing);
	if (status === 404) return false;
	if (status !== 200) throw new DeviceMissing(`the thing ${vendorThingID} cannot be read: ${status}`);
	return (body as { _thingID?: string })._thingID === (await thingOf(stand, mqttTopic));
}
