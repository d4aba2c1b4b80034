import { framingCase } from "../framing-case.ts";

export const websocketFragmentedFrames = framingCase("fragmented");
