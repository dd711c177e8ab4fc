/** The words of the controls: those of the commands, and all others by name. A page may replace any of them. */
import type { CONTENT_WORDS } from "../document/content-words.ts";
import type { ERROR_WORDS } from "../error-words.ts";
import type { METADATA_WORDS } from "../metadata/metadata-words.ts";
import type { OVERLAY_WORDS } from "../overlay/overlay-words.ts";
import type { STAGE_WORDS } from "../stage-words.ts";
import { COMMANDS, type CommandName } from "../tool/commands.ts";
import { createWords, type Words } from "../words.ts";
import type { HELP_WORDS } from "./help-words.ts";

/** Words that are no command's. `{0}`, `{1}` stand for values. */
export const CONTROL_WORDS = {
  viewer: "image viewer",
  hint: "Press the question mark for all keys. Plus and minus zoom, arrows move or change the frame, Shift and arrows change the window.",
  tools: "Tools",
  measure: "Measure",
  view: "View",
  turn: "Turn and flip",
  shown: "Shown",
  file: "File",
  more: "More tools",
  adjust: "Adjust",
  menu: "Menu",
  window: "Window",
  center: "Center",
  width: "Width",
  "center-short": "C",
  "width-short": "W",
  "window-choice": "Window of the file or preset",
  "window-default": "Default",
  "window-custom": "Custom",
  "window-number": "Window {0}",
  "voi-lut-number": "VOI LUT {0}",
  "window-file": "This file",
  "window-presets": "Presets (HU)",
  "preset-abdomen": "Abdomen",
  "preset-lung": "Lung",
  "preset-bone": "Bone",
  "preset-brain": "Brain",
  "preset-angio": "Angio",
  auto: "Auto",
  "empty-any": "Open a DICOM file, or drop it here",
  "empty-open": "Open a DICOM file",
  "empty-drop": "Drop a DICOM file here",
  "empty-none": "No image is open",
  frames: "Frames",
  "play-now": "Play",
  "stop-now": "Stop",
  frame: "Frame",
  "frame-of": "Frame {0} of {1}",
  rate: "Frames per second",
  fps: "{0} fps",
  "fps-shown": "{0} of {1} fps",
  dropped: "{0} dropped",
  sequencing: "At the end",
  loop: "Loop",
  "sequencing-sweep": "Sweep",
  once: "Once",
  "window-told": "Center {0}, width {1}",
  "zoom-told": "Zoom {0} %",
  "fit-told": "Fitted, {0} %",
  inverted: "Inverted",
  "not-inverted": "Not inverted",
  upright: "Upright",
  "turned-told": "Turned by {0}°",
  mirrored: "Mirrored",
  "on-told": "{0}: on",
  "off-told": "{0}: off",
  close: "Close",
  "key-Ctrl": "Ctrl",
  "key-Shift": "Shift",
  "key-PageUp": "Page Up",
  "key-PageDown": "Page Down",
  "key-Home": "Home",
  "key-End": "End",
  "key-Space": "Space",
  "key-Enter": "Enter",
  "key-Delete": "Delete",
  "key-Escape": "Esc",
  "key-Backspace": "Backspace",
} as const;

type ControlWord = keyof typeof CONTROL_WORDS;

/** What has words: commands, and all else that is said or shown. */
export type LabelName =
  | CommandName
  | ControlWord
  | keyof typeof HELP_WORDS
  | keyof typeof STAGE_WORDS
  | keyof typeof ERROR_WORDS
  | keyof typeof METADATA_WORDS
  | keyof typeof CONTENT_WORDS
  | keyof typeof OVERLAY_WORDS;

/** Words in place of the English ones by name; messages of errors and what to try by code, `error-FILE_NOT_DICOM`. */
export type LabelChanges = { readonly [Name in LabelName]?: string } & {
  readonly [code: `${"error" | "advice"}-${string}`]: string | undefined;
};

/** Says the words of the controls. */
export type Labels = Words<CommandName | ControlWord>;

/** Returns the words of the commands in English. */
export function commandWords(): Record<CommandName, string> {
  const words = Object.entries(COMMANDS).map(([name, { label }]) => [name, label]);
  return Object.fromEntries(words) as Record<CommandName, string>;
}

/** Returns the labels of a page. */
export function createLabels(own: LabelChanges = {}): Labels {
  return createWords({ ...commandWords(), ...CONTROL_WORDS }, own);
}
