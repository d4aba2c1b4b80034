import type { Case } from "./case.ts";
import { keepalivePing } from "./cases/keepalive-ping.ts";

/** Every case, in the order in which a device is taken through them: that of `groups`. */
export const allCases: readonly Case[] = [keepalivePing];
