/** The timing of frames whose files give none, or have not been read. */
import type { CineTiming } from "./cine-timing.ts";

export const DEFAULT_TIMING: CineTiming = { framesPerSecond: 10, origin: "default", sequencing: "loop" };
