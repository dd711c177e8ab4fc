/** What the window panel offers for a frame: ranges of its sliders, windows to choose from. Pure. */
import type { DecodedFrame, WINDOW_PRESETS, Window } from "@minipacs/dicom-core/frames";
import type { ViewportState, WindowSetting } from "../viewport-state.ts";
import type { Labels } from "./labels.ts";

/** A tissue that there is a window for. */
export type PresetName = keyof typeof WINDOW_PRESETS;
/** Windows of well-known tissues; none where the values are no Hounsfield units. */
export type Presets = Readonly<Partial<Record<PresetName, WindowSetting>>>;
export const PRESETS: readonly PresetName[] = ["abdomen", "lung", "bone", "brain", "angio"];

/** A line of the list; its key is `default`, `custom`, `window:1`, `lut:0` or `preset:lung`. */
export interface WindowChoice {
  key: string;
  text: string;
}

/** Inclusive, in modality units. */
export interface ValueSpan {
  low: number;
  high: number;
}

/** What sliders can be set to, and the smallest change that makes sense. */
export interface SliderRange {
  min: number;
  max: number;
  step: number;
}

/** Returns the values that a window over all of them spans: LINEAR ends one before its upper edge. PS3.3 C.11.2.1.2.1. */
export function valueSpan({ center, width }: WindowSetting): ValueSpan {
  return { low: center - width / 2, high: center + width / 2 - 1 };
}

/** Returns the ranges of the sliders: those of the data, widened to hold the present window. */
export function windowRanges(
  { low, high }: ValueSpan,
  {
    windowCenter,
    windowWidth,
    defaultVoi,
  }: Pick<ViewportState, "windowCenter" | "windowWidth" | "defaultVoi">,
): { center: SliderRange; width: SliderRange } {
  const extent = high - low;
  const step = extent >= 100 || extent === 0 ? 1 : 10 ** (Math.floor(Math.log10(extent)) - 2);
  // Other functions than LINEAR allow widths below 1.
  const isFine = (defaultVoi.minWidth ?? 1) < 1 && step < 1;
  const down = (value: number) => Math.floor(value / step) * step;
  const up = (value: number) => Math.ceil(value / step) * step;
  return {
    center: { min: down(Math.min(low, windowCenter)), max: up(Math.max(high, windowCenter)), step },
    width: isFine
      ? { min: step, max: Math.max(2 * step, up(Math.max(extent, windowWidth))), step }
      : { min: 1, max: Math.max(2, up(Math.max(extent + 1, windowWidth))), step: Math.min(1, step) },
  };
}

/** Returns the file's windows and VOI LUTs by their explanations, the one it is shown with first. */
export function fileChoices({ windows, voiLuts }: DecodedFrame, label: Labels): WindowChoice[] {
  const choices: WindowChoice[] = [{ key: "default", text: label("window-default") }];
  const named = windows.length > 1 || windows[0]?.explanation ? windows : [];
  named.forEach((window, i) => {
    choices.push({ key: `window:${i}`, text: window.explanation ?? label("window-number", i + 1) });
  });
  voiLuts.forEach((lut, i) => {
    choices.push({ key: `lut:${i}`, text: lut.explanation || label("voi-lut-number", i + 1) });
  });
  return choices;
}

/** Returns the presets that there are. */
export function presetChoices(presets: Presets, label: Labels): WindowChoice[] {
  return PRESETS.filter((name) => presets[name] !== undefined).map((name) => ({
    key: `preset:${name}`,
    text: label(`preset-${name}`),
  }));
}

/** Returns the key of the choice that is shown, `custom` where it is none of them. */
export function chosenKey(frame: DecodedFrame, state: ViewportState, presets: Presets): string {
  if (!state.isWindowChosen) return "default";
  if (state.voiLutIndex !== undefined) return `lut:${state.voiLutIndex}`;
  const isShown = (window: Window | undefined) =>
    window?.center === state.windowCenter && window.width === state.windowWidth;
  if (isShown(state.defaultVoi.window) && state.defaultVoi.voiLutIndex === undefined) return "default";
  const index = frame.windows.findIndex(isShown);
  if (index >= 0) return `window:${index}`;
  const preset = PRESETS.find((name) => isShown(presets[name]));
  return preset ? `preset:${preset}` : "custom";
}

/** Returns a modality value for people: small ones need digits, those of CT do not. */
export function formatValue(value: number): string {
  const digits = Math.abs(value) >= 10 ? (Math.abs(value) < 100 ? 1 : 0) : 3;
  return String(Number(value.toFixed(digits)));
}
