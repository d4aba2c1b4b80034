import type { Core } from "../context.ts";
import type { TypedID } from "../typed-id.ts";

/** Ends every subscription of a user or thing that is deleted. */
export async function deleteSubscriptionsOf(_core: Core, _appID: string, _subscriber: TypedID): Promise<void> {}
