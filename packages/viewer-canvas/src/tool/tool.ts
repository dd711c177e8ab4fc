/** What tools and commands see of the viewer. They turn input into actions; the reducer does the rest. */

import type { WINDOW_PRESETS } from "@minipacs/dicom-core/frames";
import type { Cine } from "../cine/cine.ts";
import type { StackFrame } from "../decode/frame-provider.ts";
import type { ViewportAction, ViewportState } from "../viewport-state.ts";

/** The viewer, as its tools use it. */
export interface ToolHost {
  readonly state: ViewportState;
  dispatch(action: ViewportAction): void;
}

/** The viewer, as its commands use it: what needs the pixels, the files or the page, too. */
export interface CommandHost extends ToolHost {
  readonly cine: Cine;
  /** Windows of well-known tissues, by name; does nothing where values are no Hounsfield units. */
  applyPreset(name: keyof typeof WINDOW_PRESETS): void;
  autoWindow(): void;
  readonly shown: StackFrame | undefined;
  /** Tells of what failed besides the image. */
  warn(error: unknown): void;
  /** Saves the frame as it is shown, in its own size; with text and measures if asked. */
  savePng(options?: { annotations?: boolean }): void;
  /** Lets the user choose files. */
  chooseFiles(): void;
}

/** A movement of the pointer during a drag, CSS pixels of the canvas. */
export interface Drag {
  x: number;
  y: number;
  /** Since the last call. */
  dx: number;
  dy: number;
  /** Ten times slower with Shift, ten times faster with Ctrl or Meta. For tools that change values. */
  speed: number;
}

/** A tool that is dragged. */
export interface DragTool {
  start?(host: ToolHost, at: Drag): void;
  move(host: ToolHost, drag: Drag): void;
  end?(host: ToolHost): void;
  /** A second finger came: what was begun is not meant. Default: as `end`. */
  cancel?(host: ToolHost): void;
}
