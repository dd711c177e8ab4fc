/** Turns keys into actions, so that everything the mouse does can be done without one. */
import type { ToolHost } from "./tool.ts";
import { windowLevel } from "./window-level.ts";

const PAN_STEP_PX = 40;
const WINDOW_STEP_PX = 10;
const ZOOM_STEP = 1.25;

/** What the keys do, for people. */
export const KEYBOARD_HELP =
  "Keys: plus and minus zoom, arrows move, Shift and arrows change the window, 0 fits, 1 shows the actual size, " +
  "I inverts, W resets the window, Page Up and Page Down change the frame.";

type Command = (host: ToolHost) => void;

/** Keys as `KeyboardEvent.key`; with Shift the arrows change the window instead of the place. */
const COMMANDS: Readonly<Record<string, Command>> = {
  "+": (host) => zoomAtCenter(host, ZOOM_STEP),
  "=": (host) => zoomAtCenter(host, ZOOM_STEP),
  "-": (host) => zoomAtCenter(host, 1 / ZOOM_STEP),
  "0": (host) => host.dispatch({ type: "fit" }),
  "1": (host) => host.dispatch({ type: "actual-size" }),
  i: (host) => host.dispatch({ type: "invert" }),
  w: (host) => host.dispatch({ type: "reset-window" }),
  ArrowLeft: (host) => host.dispatch({ type: "pan", dx: PAN_STEP_PX, dy: 0 }),
  ArrowRight: (host) => host.dispatch({ type: "pan", dx: -PAN_STEP_PX, dy: 0 }),
  ArrowUp: (host) => host.dispatch({ type: "pan", dx: 0, dy: PAN_STEP_PX }),
  ArrowDown: (host) => host.dispatch({ type: "pan", dx: 0, dy: -PAN_STEP_PX }),
  "Shift+ArrowLeft": (host) => windowLevel(host, -WINDOW_STEP_PX, 0),
  "Shift+ArrowRight": (host) => windowLevel(host, WINDOW_STEP_PX, 0),
  "Shift+ArrowUp": (host) => windowLevel(host, 0, -WINDOW_STEP_PX),
  "Shift+ArrowDown": (host) => windowLevel(host, 0, WINDOW_STEP_PX),
  PageUp: (host) => host.dispatch({ type: "frame", index: host.state.frameIndex - 1 }),
  PageDown: (host) => host.dispatch({ type: "frame", index: host.state.frameIndex + 1 }),
  Home: (host) => host.dispatch({ type: "frame", index: 0 }),
  End: (host) => host.dispatch({ type: "frame", index: host.state.frameCount - 1 }),
};

/** The part of a KeyboardEvent that a command is found by. */
export type KeyInput = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** Returns what a key does, `undefined` where it is none of ours. */
export function commandForKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyInput): Command | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return COMMANDS[shiftKey && key.startsWith("Arrow") ? `Shift+${name}` : name];
}

/** Attaches the keys to a focusable surface until the signal fires. */
export function attachKeyboard(surface: HTMLElement, host: ToolHost, signal: AbortSignal): void {
  surface.addEventListener(
    "keydown",
    (event) => {
      const command = commandForKey(event);
      if (command === undefined) return;
      event.preventDefault();
      command(host);
    },
    { signal },
  );
}

function zoomAtCenter(host: ToolHost, factor: number): void {
  const { width, height } = host.state.canvas;
  host.dispatch({ type: "zoom", factor, x: width / 2, y: height / 2 });
}
