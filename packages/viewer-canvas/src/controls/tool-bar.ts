/** The tool bar: what a drag does, how the image lies, what is shown, files. */
import { createPart } from "../dom.ts";
import type { CommandName } from "../tool/commands.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Shows, ToolName } from "../viewport-state.ts";
import { type ControlsContext, createCommandButton, setDisabled, setPressed } from "./buttons.ts";
import type { IconName } from "./icons.ts";
import { TOOL_GROUPS, type ToolGroup } from "./layout.ts";
import { Roving } from "./roving.ts";

const COMMANDS_OF: Readonly<Record<ToolGroup, readonly (CommandName & IconName)[]>> = {
  tools: ["tool-pan", "tool-window", "tool-zoom", "tool-scroll"],
  measure: ["tool-probe", "tool-length", "tool-angle", "tool-rectangle", "tool-ellipse", "remove-measures"],
  view: ["fit", "actual-size", "invert", "reset"],
  turn: ["rotate-left", "rotate-right", "flip-horizontal", "flip-vertical", "usual-orientation"],
  shown: ["text", "overlays", "interpolation", "metadata"],
  file: ["open", "save-png", "save-annotated-png"],
  help: ["help"],
};
/** They need no image. */
const ALWAYS: ReadonlySet<string> = new Set(["open", "help", "metadata"]);
const SHOWS: ReadonlySet<string> = new Set<keyof Shows>([
  "text",
  "overlays",
  "interpolation",
  "metadata",
  "help",
]);

export class ToolBar implements ViewerPart {
  /** The bar, and the row of what does not fit into it. */
  readonly element: HTMLElement;
  readonly rest: HTMLElement;
  readonly #groups = new Map<ToolGroup, HTMLElement>();
  readonly #buttons = new Map<CommandName, HTMLButtonElement>();
  readonly #rovings: readonly Roving[];
  /** What the buttons show. */
  #updated = "";

  /** Without `opens` there is no button to open files: the page has one. */
  constructor(context: ControlsContext, opens: boolean) {
    const { document, label } = context;
    this.element = createPart(document, "div", "toolbar", { role: "toolbar", "aria-label": label("tools") });
    this.rest = createPart(document, "div", "toolbar rest", { role: "toolbar", "aria-label": label("more") });
    this.#rovings = [new Roving(this.element), new Roving(this.rest)];
    for (const name of TOOL_GROUPS) {
      const group = createPart(document, "div", `group group-${name}`, {
        role: "group",
        "aria-label": label(name),
      });
      for (const command of COMMANDS_OF[name]) {
        if (command === "open" && !opens) continue;
        const button = createCommandButton(context, command);
        this.#buttons.set(command, button);
        group.append(button);
      }
      this.#groups.set(name, group);
    }
  }

  get counts(): Record<ToolGroup, number> {
    const counts = [...this.#groups].map(([name, group]) => [name, group.childElementCount]);
    return Object.fromEntries(counts) as Record<ToolGroup, number>;
  }

  /** Puts the groups that fit into the bar, before `last`, the others into the rest. */
  arrange(inBar: readonly ToolGroup[], last: HTMLElement): void {
    for (const [name, group] of this.#groups) (inBar.includes(name) ? this.element : this.rest).append(group);
    this.element.append(last);
    this.rest.hidden = this.rest.childElementCount === 0;
    last.hidden = this.rest.hidden;
    for (const roving of this.#rovings) roving.refresh();
  }

  update({ state, shown }: ViewerView): void {
    const { tool, shows, isInverted, isFitted, frameCount, measures } = state;
    const facts = [tool, isInverted, isFitted, frameCount > 1, measures.length > 0, shown !== undefined];
    const key = [...facts, ...Object.values(shows)].join();
    if (key === this.#updated) return;
    this.#updated = key;
    for (const [name, button] of this.#buttons) {
      const isTool = name.startsWith("tool-");
      if (isTool) setPressed(button, tool === (name.slice(5) as ToolName));
      else if (SHOWS.has(name)) setPressed(button, shows[name as keyof Shows]);
      else if (name === "invert") setPressed(button, isInverted);
      else if (name === "fit") setPressed(button, isFitted && shown !== undefined);
      const isUseless =
        (name === "tool-scroll" && frameCount < 2) || (name === "remove-measures" && measures.length === 0);
      setDisabled(button, !ALWAYS.has(name) && (shown === undefined || isUseless));
    }
    for (const roving of this.#rovings) roving.refresh();
  }
}
