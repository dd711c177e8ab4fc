/** Turns keys into actions, so that everything the mouse does can be done without one. */
import type { ToolHost } from "./pointer-tools.ts";

const PAN_STEP_PX = 40;
const ZOOM_STEP = 1.25;
const WINDOW_STEP_PX = 10;

type Command = (host: ToolHost) => void;

const pan =
  (dx: number, dy: number): Command =>
  (host) =>
    host.dispatch({ type: "pan", dx: dx * PAN_STEP_PX, dy: dy * PAN_STEP_PX });
const zoom =
  (factor: number): Command =>
  (host) => {
    const { width, height } = host.state.canvas;
    host.dispatch({ type: "zoom", factor, x: width / 2, y: height / 2 });
  };
const frame =
  (step: number): Command =>
  (host) =>
    host.dispatch({ type: "frame", index: host.state.frameIndex + step });
const window =
  (center: number, width: number): Command =>
  (host) => {
    const { state, windowStep } = host;
    host.dispatch({
      type: "window",
      center: state.windowCenter + center * WINDOW_STEP_PX * windowStep,
      width: state.windowWidth + width * WINDOW_STEP_PX * windowStep,
    });
  };

/** Keys as `KeyboardEvent.key`; with Shift the arrows change the window instead of the place. */
const COMMANDS: Readonly<Record<string, Command>> = {
  "+": zoom(ZOOM_STEP),
  "=": zoom(ZOOM_STEP),
  "-": zoom(1 / ZOOM_STEP),
  "0": (host) => host.dispatch({ type: "fit" }),
  "1": (host) => host.dispatch({ type: "actual-size" }),
  i: (host) => host.dispatch({ type: "invert" }),
  ArrowLeft: pan(1, 0),
  ArrowRight: pan(-1, 0),
  ArrowUp: pan(0, 1),
  ArrowDown: pan(0, -1),
  "Shift+ArrowLeft": window(0, -1),
  "Shift+ArrowRight": window(0, 1),
  "Shift+ArrowUp": window(-1, 0),
  "Shift+ArrowDown": window(1, 0),
  PageUp: frame(-1),
  PageDown: frame(1),
};

/** Attaches the keys to a focusable surface until the signal fires. */
export function attachKeyboardTools(surface: HTMLElement, host: ToolHost, signal: AbortSignal): void {
  surface.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const name = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
      const command = COMMANDS[name];
      if (command === undefined) return;
      event.preventDefault();
      command(host);
    },
    { signal },
  );
}
