/** Everything the viewer can do by name: what keys, buttons and the help sheet have in common. */
import { measuresInSight, selectedMeasure } from "../measure/measure-list.ts";
import { fromOriented } from "../orientation.ts";
import { imagePointAt } from "../viewport-place.ts";
import type { Shows, ToolName } from "../viewport-state.ts";
import { placePoint } from "./measure-tools.ts";
import { scrollBy } from "./scroll.ts";
import type { CommandHost } from "./tool.ts";
import { windowLevel } from "./window-level.ts";

const PAN_STEP_PX = 40;
const WINDOW_STEP_PX = 10;
const ZOOM_STEP = 1.25;
const RATE_STEP = 1;
const FAST_FRAMES = 10;

export type CommandGroup = "Frames" | "View" | "Window" | "Measure" | "File";

export interface Command {
  /** For people, as a button says it. */
  label: string;
  group: CommandGroup;
  run(host: CommandHost): void;
}

/** By name; the names are those of bindings. */
export const COMMANDS = {
  "previous-frame": command("Frames", "Previous frame", (host) => scrollBy(host, -1)),
  "next-frame": command("Frames", "Next frame", (host) => scrollBy(host, 1)),
  "first-frame": command("Frames", "First frame", (host) => host.dispatch({ type: "frame", index: 0 })),
  "last-frame": command("Frames", "Last frame", (host) =>
    host.dispatch({ type: "frame", index: host.state.frameCount - 1 }),
  ),
  "ten-frames-back": command("Frames", "Ten frames back", (host) => scrollBy(host, -FAST_FRAMES)),
  "ten-frames-on": command("Frames", "Ten frames on", (host) => scrollBy(host, FAST_FRAMES)),
  play: command("Frames", "Play or stop", ({ cine }) => (cine.state.isPlaying ? cine.stop() : cine.play())),
  slower: command("Frames", "Slower", ({ cine }) => cine.setRate(cine.state.framesPerSecond - RATE_STEP)),
  faster: command("Frames", "Faster", ({ cine }) => cine.setRate(cine.state.framesPerSecond + RATE_STEP)),
  sweep: command("Frames", "Loop or sweep", ({ cine }) =>
    cine.setSequencing(cine.state.sequencing === "sweep" ? "loop" : "sweep"),
  ),
  "zoom-in": command("View", "Zoom in", (host) => zoomAtCenter(host, ZOOM_STEP)),
  "zoom-out": command("View", "Zoom out", (host) => zoomAtCenter(host, 1 / ZOOM_STEP)),
  fit: command("View", "Fit into the view", (host) => host.dispatch({ type: "fit" })),
  "actual-size": command("View", "Actual size (1:1)", (host) => host.dispatch({ type: "actual-size" })),
  "pan-left": command("View", "Move left", (host) => move(host, PAN_STEP_PX, 0)),
  "pan-right": command("View", "Move right", (host) => move(host, -PAN_STEP_PX, 0)),
  "pan-up": command("View", "Move up", (host) => move(host, 0, PAN_STEP_PX)),
  "pan-down": command("View", "Move down", (host) => move(host, 0, -PAN_STEP_PX)),
  "rotate-right": command("View", "Turn right", (host) => host.dispatch({ type: "rotate", quarterTurns: 1 })),
  "rotate-left": command("View", "Turn left", (host) => host.dispatch({ type: "rotate", quarterTurns: -1 })),
  "flip-horizontal": command("View", "Flip left and right", (host) =>
    host.dispatch({ type: "flip", axis: "horizontal" }),
  ),
  "flip-vertical": command("View", "Flip top and bottom", (host) =>
    host.dispatch({ type: "flip", axis: "vertical" }),
  ),
  "usual-orientation": command("View", "Usual orientation for the patient", orientAsUsual),
  reset: command("View", "Reset view", (host) => host.dispatch({ type: "reset" })),
  text: command("View", "Text on the image", (host) => toggle(host, "text")),
  overlays: command("View", "Overlays", (host) => toggle(host, "overlays")),
  interpolation: command("View", "Smooth pixels", (host) => toggle(host, "interpolation")),
  metadata: command("View", "Metadata", (host) => toggle(host, "metadata")),
  help: command("View", "Keys", (host) => toggle(host, "help")),
  invert: command("Window", "Invert", (host) => host.dispatch({ type: "invert" })),
  "reset-window": command("Window", "Default window", (host) => host.dispatch({ type: "reset-window" })),
  "auto-window": command("Window", "Auto window", (host) => host.autoWindow()),
  abdomen: command("Window", "Abdomen window", (host) => host.applyPreset("abdomen")),
  lung: command("Window", "Lung window", (host) => host.applyPreset("lung")),
  bone: command("Window", "Bone window", (host) => host.applyPreset("bone")),
  brain: command("Window", "Brain window", (host) => host.applyPreset("brain")),
  angio: command("Window", "Angio window", (host) => host.applyPreset("angio")),
  narrower: command("Window", "Narrower window", (host) => windowLevel(host, -WINDOW_STEP_PX, 0)),
  wider: command("Window", "Wider window", (host) => windowLevel(host, WINDOW_STEP_PX, 0)),
  brighter: command("Window", "Brighter", (host) => windowLevel(host, 0, -WINDOW_STEP_PX)),
  darker: command("Window", "Darker", (host) => windowLevel(host, 0, WINDOW_STEP_PX)),
  "tool-pan": command("View", "Move tool", (host) => take(host, "pan")),
  "tool-window": command("Window", "Window tool", (host) => take(host, "window")),
  "tool-zoom": command("View", "Zoom tool", (host) => take(host, "zoom")),
  "tool-scroll": command("Frames", "Scroll tool", (host) => take(host, "scroll")),
  "tool-probe": command("Measure", "Probe", (host) => take(host, "probe")),
  "tool-length": command("Measure", "Length", (host) => take(host, "length")),
  "tool-angle": command("Measure", "Angle", (host) => take(host, "angle")),
  "tool-rectangle": command("Measure", "Rectangle", (host) => take(host, "rectangle")),
  "tool-ellipse": command("Measure", "Ellipse", (host) => take(host, "ellipse")),
  "cross-left": command("Measure", "Cross or measure left", (host) => moveCross(host, -1, 0)),
  "cross-right": command("Measure", "Cross or measure right", (host) => moveCross(host, 1, 0)),
  "cross-up": command("Measure", "Cross or measure up", (host) => moveCross(host, 0, -1)),
  "cross-down": command("Measure", "Cross or measure down", (host) => moveCross(host, 0, 1)),
  "place-point": command("Measure", "Place a point at the cross", placePoint),
  "next-measure": command("Measure", "Select the next measure", (host) =>
    measuring(host, ({ selectMeasure }) => selectMeasure(host, 1)),
  ),
  "previous-measure": command("Measure", "Select the measure before", (host) =>
    measuring(host, ({ selectMeasure }) => selectMeasure(host, -1)),
  ),
  "next-point": command("Measure", "Select a point of the measure", (host) =>
    measuring(host, ({ selectPoint }) => selectPoint(host)),
  ),
  "leave-measure": command("Measure", "Leave the measure", (host) =>
    host.dispatch({ type: "select-measure", selected: undefined }),
  ),
  "remove-measure": command("Measure", "Remove the selected measure, or the last", (host) => {
    const measure = selectedMeasure(host.state) ?? measuresInSight(host.state).at(-1);
    if (measure) host.dispatch({ type: "remove-measure", id: measure.id });
  }),
  "remove-measures": command("Measure", "Remove all measures", (host) =>
    host.dispatch({ type: "remove-measures" }),
  ),
  "save-png": command("File", "Save as PNG", (host) => host.savePng()),
  "save-annotated-png": command("File", "Save as PNG with text and measures", (host) =>
    host.savePng({ annotations: true }),
  ),
  open: command("File", "Open files", (host) => host.chooseFiles()),
} as const satisfies Record<string, Command>;

/** What buttons and keys do, by name. */
export type CommandName = keyof typeof COMMANDS;

function command(group: CommandGroup, label: string, run: Command["run"]): Command {
  return { group, label, run };
}

function toggle(host: CommandHost, what: keyof Shows): void {
  host.dispatch({ type: "show", what, isShown: !host.state.shows[what] });
}

function take(host: CommandHost, tool: ToolName): void {
  host.dispatch({ type: "tool", tool });
}

function move(host: CommandHost, dx: number, dy: number): void {
  host.dispatch({ type: "pan", dx, dy });
}

function zoomAtCenter(host: CommandHost, factor: number): void {
  const { width, height } = host.state.canvas;
  host.dispatch({ type: "zoom", factor, x: width / 2, y: height / 2 });
}

/** What works on measures comes with the first of them. */
function measuring(host: CommandHost, run: (chunk: typeof import("../overlay/measuring.ts")) => void): void {
  import("../overlay/measuring.ts").then(run).catch((error: unknown) => host.warn(error));
}

/** Images are shown as they are stored until someone asks for this. */
function orientAsUsual(host: CommandHost): void {
  import("../overlay/draw-annotations.ts")
    .then(({ turnAsUsual }) => turnAsUsual(host))
    .catch((error: unknown) => host.warn(error));
}

/**
 * Moves the selected measure, else the cross, on the screen: by one image pixel, or as many as 4 CSS pixels hold where
 * they are smaller.
 */
function moveCross(host: CommandHost, dx: number, dy: number): void {
  const { state } = host;
  const { width, height } = state.canvas;
  const step = Math.max(1, Math.round(4 / state.scale));
  // A way has no place: it is turned in an image of no size.
  const by = fromOriented({ x: dx * step, y: dy * step }, { width: 0, height: 0 }, state.orientation);
  if (selectedMeasure(state)) {
    measuring(host, ({ moveSelected }) => moveSelected(host, by));
    return;
  }
  const from = state.pointer ?? imagePointAt(state, width / 2, height / 2);
  const within = (place: number, size: number) => Math.max(0, Math.min(size, place));
  const x = within(from.x + by.x, state.image.width);
  host.dispatch({ type: "pointer", at: { x, y: within(from.y + by.y, state.image.height), byKeys: true } });
}
