/** Words of the sheet of keys and mouse. */
export const HELP_WORDS = {
  keys: "Keys and mouse",
  several: "with several frames",
  measuring: "with a measuring tool",
  selecting: "on a selected measure",
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

export type HelpWord = keyof typeof HELP_WORDS;
