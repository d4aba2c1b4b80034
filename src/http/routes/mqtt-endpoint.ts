import { Type } from "typebox";
import { KiiError } from "../../core/errors.ts";
import { getInstallation } from "../../core/installation.ts";
import { endpointView, mqttEndpointOf, secondsLeft } from "../../core/mqtt-endpoint.ts";
import { requireReady } from "../../core/mqtt-endpoint-readiness.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { kiiMediaType } from "../media-type.ts";

const Params = Type.Object({ appID: Type.String(), installation: Type.String() });

/** `mqtt-endpoint`: where and how to connect for push (cloud-rest, 4.2). The TTL stands in header and body. */
export function mqttEndpointRoute(app: Scope, { core }: HttpDeps): void {
	app.get(
		"/api/apps/:appID/installations/:installation/mqtt-endpoint",
		{
			schema: { params: Params },
			config: {
				call: "Get the MQTT endpoint of an installation",
				inferred:
					"It is ready at once, unless by the setting `endpoint-not-ready`; for an installation that is not of type MQTT the code is taken from the list of an SDK.",
			},
		},
		async (request, reply) => {
			const { caller } = request;
			const { installationID, deviceType } = await getInstallation(core, caller, request.params.installation);
			if (deviceType !== "MQTT") {
				throw new KiiError("MQTT_ENDPOINT_NOT_FOUND", `Installation ${installationID} is not of type MQTT`, {
					installationID,
					appID: caller.appID,
				});
			}
			await requireReady(core, caller.appID, installationID).catch((error: unknown) => {
				// Seconds: a client that reads it takes nothing else (evidence S7).
				reply.header("retry-after", "1");
				throw error;
			});
			const endpoint = await mqttEndpointOf(core, caller.appID, installationID);
			const ttl = secondsLeft(core, endpoint);
			reply.header("x-mqtt-ttl", String(ttl)).type(kiiMediaType("MQTTEndpointResponse"));
			return { ...endpointView(endpoint, core.settings.endpointAddress(caller.reachedHost)), "X-MQTT-TTL": ttl };
		},
	);
}
