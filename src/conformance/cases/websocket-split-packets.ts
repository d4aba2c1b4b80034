import { framingCase } from "../framing-case.ts";

export const websocketSplitPackets = framingCase("split");
