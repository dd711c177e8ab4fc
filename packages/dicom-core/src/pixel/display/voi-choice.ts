/** Which window or VOI LUT a frame is shown with. */
import { InvalidArgumentError } from "../../errors.ts";
import type { DecodedFrame } from "../decode-frame.ts";
import { autoWindow, minMaxWindow } from "./auto-window.ts";
import type { LookupTable } from "./lookup-table.ts";
import type { VoiFunction, Window } from "./voi.ts";

/** Windows for values in Hounsfield units; there is no standard, these are in wide use. */
export const WINDOW_PRESETS = {
  abdomen: { center: 60, width: 400 },
  lung: { center: -600, width: 1500 },
  bone: { center: 400, width: 1800 },
  brain: { center: 40, width: 80 },
  angio: { center: 300, width: 600 },
} as const satisfies Record<string, Window>;

/**
 * `default`: the frame's own; `auto`: see {@link autoWindow}; `min-max`: see {@link minMaxWindow}; the others are windows
 * in Hounsfield units, see {@link WINDOW_PRESETS}.
 */
export type WindowPreset = "default" | "auto" | "min-max" | keyof typeof WINDOW_PRESETS;

/** The first of these that is given is taken. */
export interface VoiOptions {
  /** In modality units (after rescale). Both or neither. */
  windowCenter?: number | undefined;
  windowWidth?: number | undefined;
  /** Index into the frame's `windows`. */
  windowIndex?: number | undefined;
  /** Index into the frame's `voiLuts`. */
  voiLutIndex?: number | undefined;
  preset?: WindowPreset | undefined;
  /** How windows are applied. Default: as the frame says for its own and for those given in numbers, else LINEAR. */
  voiFunction?: VoiFunction | undefined;
}

/** What of the range of modality values is shown: a window or a table. */
export type Voi =
  | { kind: "window"; center: number; width: number; voiFunction: VoiFunction }
  | { kind: "lut"; lut: LookupTable };

/**
 * Returns what a frame is windowed with. Without options: its first window, else its first VOI LUT, else the window over
 * all its values.
 *
 * @throws InvalidArgumentError ARG_VOI for a window, table or preset that is not there
 */
export function chooseVoi(frame: DecodedFrame, options: VoiOptions = {}): Voi {
  const { windowCenter: center, windowWidth: width, windowIndex, voiLutIndex, preset } = options;
  const own = options.voiFunction ?? frame.voiFunction;
  const linear = options.voiFunction ?? "LINEAR";
  if (center !== undefined && width !== undefined) return windowVoi({ center, width }, own);
  if (windowIndex !== undefined) return windowVoi(assertThere(frame.windows[windowIndex], "window"), own);
  if (voiLutIndex !== undefined) {
    return { kind: "lut", lut: assertThere(frame.voiLuts[voiLutIndex], "VOI LUT") };
  }
  if (preset === "auto") return windowVoi(autoWindow(frame), linear);
  if (preset === "min-max") return windowVoi(minMaxWindow(frame), linear);
  if (preset !== undefined && preset !== "default") {
    const known = Object.hasOwn(WINDOW_PRESETS, preset) ? WINDOW_PRESETS[preset] : undefined;
    return windowVoi(assertThere(known, "preset"), linear);
  }
  const [window] = frame.windows;
  const [lut] = frame.voiLuts;
  if (window) return windowVoi(window, own);
  return lut ? { kind: "lut", lut } : windowVoi(minMaxWindow(frame), linear);
}

/** Returns the window that a frame is shown with unless it is told otherwise: its first one, else that over all values. */
export function defaultWindow(frame: DecodedFrame): Window {
  return frame.windows[0] ?? minMaxWindow(frame);
}

/** Numbers that cannot be a window are one all the same: a slider that slips must not blank the picture. */
function windowVoi({ center, width }: Window, voiFunction: VoiFunction): Voi {
  return {
    kind: "window",
    center: Number.isFinite(center) ? center : 0,
    width: width > 0 && Number.isFinite(width) ? width : 1,
    voiFunction,
  };
}

function assertThere<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new InvalidArgumentError("ARG_VOI", `the frame has no such ${what}`);
}
