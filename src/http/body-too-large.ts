import type { FastifyRequest } from "fastify";
import { KiiError } from "../core/errors.ts";

/** 413 that names the setting to change. */
export function bodyTooLarge({ routeOptions }: FastifyRequest): KiiError {
	const setting = routeOptions.config.bodyLimitSetting ?? "max-body-size";
	return new KiiError("REQUEST_TOO_LARGE", `The request body is larger than the setting ${setting} allows`);
}
