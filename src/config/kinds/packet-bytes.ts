import { wholeNumber } from "./whole-number.ts";

/** MQTT cannot carry a longer packet [MQTT-2.2.3]. */
export const packetBytes = wholeNumber("BYTES", 128, 268_435_455);
