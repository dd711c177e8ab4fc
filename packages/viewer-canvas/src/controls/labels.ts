/** The words of the controls: those of the commands, and all others by name. A page may replace any of them. */
import { COMMANDS, type CommandName } from "../tool/commands.ts";

/** Words that are no command's. `{0}`, `{1}` stand for values. */
const WORDS = {
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
  keys: "Keys and mouse",
  close: "Close",
  several: "with several frames",
  measuring: "with a measuring tool",
  "main-drag": "Left drag, one finger",
  "middle-drag": "Middle drag",
  "right-drag": "Right drag",
  pinch: "Two fingers",
  "pinch-does": "Zoom and move",
  wheel: "Wheel",
  "shift-wheel": "Shift + wheel",
  mouse: "Mouse and touch",
  "chosen-tool": "The chosen tool",
  "wheel-zoom": "Zoom at the pointer",
  "wheel-scroll": "Scroll through the frames",
  "wheel-window": "Width of the window",
  "group-frames": "Frames",
  "group-view": "View",
  "group-window": "Window",
  "group-measure": "Measure",
  "group-file": "File",
} as const;

type WordName = keyof typeof WORDS;
export type LabelName = CommandName | WordName;

/** Words in place of the English ones, by name of a command or of another word. */
export type LabelChanges = Partial<Record<LabelName, string>>;

/** Returns the words of a name; `values` take the places of `{0}`, `{1}`, … */
export type Labels = (name: LabelName, ...values: readonly (string | number)[]) => string;

/** Returns the labels of a page. */
export function createLabels(own: LabelChanges = {}): Labels {
  return (name, ...values) => {
    const words =
      own[name] ?? (name in COMMANDS ? COMMANDS[name as CommandName].label : WORDS[name as WordName]);
    return words.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
  };
}
