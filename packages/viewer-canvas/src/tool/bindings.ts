/** Which key, button and wheel does what; a page may change all of it. */
import type { ToolName } from "../viewport-state.ts";
import type { CommandName } from "./commands.ts";

/** A tool by name, or the one that is chosen in the tool bar. */
export type DragBinding = ToolName | "tool";
/** What the wheel does. */
export type WheelBinding = "zoom" | "scroll" | "window" | "none";

/** What buttons, wheel and keys do. */
export interface Bindings {
  /** Left button, pen, or one finger. */
  mainDrag: DragBinding;
  middleDrag: DragBinding;
  rightDrag: DragBinding;
  wheel: WheelBinding;
  shiftWheel: WheelBinding;
  /**
   * By `KeyboardEvent.key`, letters small; with `Ctrl+` and `Shift+` before it, Shift only before names and letters.
   * With `stack:` it holds where there are several frames, with `measure:` while a tool that measures is chosen, with
   * `selected:` while a measure is selected.
   */
  keys: Readonly<Record<string, CommandName>>;
}

export const DEFAULT_BINDINGS: Bindings = {
  mainDrag: "tool",
  middleDrag: "zoom",
  rightDrag: "window",
  wheel: "zoom",
  shiftWheel: "scroll",
  keys: {
    PageUp: "previous-frame",
    PageDown: "next-frame",
    "Shift+PageUp": "ten-frames-back",
    "Shift+PageDown": "ten-frames-on",
    Home: "first-frame",
    End: "last-frame",
    "stack:ArrowUp": "previous-frame",
    "stack:ArrowLeft": "previous-frame",
    "stack:ArrowDown": "next-frame",
    "stack:ArrowRight": "next-frame",
    " ": "play",
    "<": "slower",
    ">": "faster",
    s: "sweep",
    "+": "zoom-in",
    "=": "zoom-in",
    "-": "zoom-out",
    "0": "fit",
    "1": "actual-size",
    ArrowLeft: "pan-left",
    ArrowRight: "pan-right",
    ArrowUp: "pan-up",
    ArrowDown: "pan-down",
    "Ctrl+ArrowLeft": "pan-left",
    "Ctrl+ArrowRight": "pan-right",
    "Ctrl+ArrowUp": "pan-up",
    "Ctrl+ArrowDown": "pan-down",
    r: "rotate-right",
    "Shift+r": "rotate-left",
    h: "flip-horizontal",
    v: "flip-vertical",
    u: "usual-orientation",
    Backspace: "reset",
    t: "text",
    o: "overlays",
    b: "interpolation",
    m: "metadata",
    "?": "help",
    i: "invert",
    w: "reset-window",
    a: "auto-window",
    "2": "abdomen",
    "3": "lung",
    "4": "bone",
    "5": "brain",
    "6": "angio",
    "Shift+ArrowLeft": "narrower",
    "Shift+ArrowRight": "wider",
    "Shift+ArrowUp": "brighter",
    "Shift+ArrowDown": "darker",
    p: "tool-pan",
    c: "tool-window",
    z: "tool-zoom",
    f: "tool-scroll",
    k: "tool-probe",
    l: "tool-length",
    n: "tool-angle",
    q: "tool-rectangle",
    e: "tool-ellipse",
    "measure:ArrowLeft": "cross-left",
    "measure:ArrowRight": "cross-right",
    "measure:ArrowUp": "cross-up",
    "measure:ArrowDown": "cross-down",
    "measure:Enter": "place-point",
    d: "next-measure",
    "Shift+d": "previous-measure",
    "selected:Backspace": "remove-measure",
    "selected:Enter": "next-point",
    "selected:ArrowLeft": "cross-left",
    "selected:ArrowRight": "cross-right",
    "selected:ArrowUp": "cross-up",
    "selected:ArrowDown": "cross-down",
    "selected:Escape": "leave-measure",
    Delete: "remove-measure",
    "Shift+Delete": "remove-measures",
    x: "save-png",
    "Shift+x": "save-annotated-png",
    "Ctrl+o": "open",
  },
};

/** What a page changes of the bindings; a key bound to `null` does nothing, `undefined` leaves the usual. */
export type BindingChanges = {
  readonly [Name in keyof Omit<Bindings, "keys">]?: Bindings[Name] | undefined;
} & {
  readonly keys?: Readonly<Record<string, CommandName | null | undefined>> | undefined;
};

/** Returns bindings with those that a page gave in place of the others. */
export function mergeBindings(own: BindingChanges = {}): Bindings {
  const keys: Record<string, CommandName> = { ...DEFAULT_BINDINGS.keys };
  for (const [key, name] of Object.entries(own.keys ?? {})) {
    if (name === null) delete keys[key];
    else if (name !== undefined) keys[key] = name;
  }
  const given = Object.entries(own).filter(([, bound]) => bound !== undefined);
  return { ...DEFAULT_BINDINGS, ...Object.fromEntries(given), keys };
}
