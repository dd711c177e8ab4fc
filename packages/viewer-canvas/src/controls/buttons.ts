/** Buttons of the bars: they run commands, and take their words and keys from the tables of those. */
import { createPart } from "../dom.ts";
import type { Bindings } from "../tool/bindings.ts";
import { COMMANDS, type CommandName } from "../tool/commands.ts";
import type { CommandHost } from "../tool/tool.ts";
import type { WindowSetting } from "../viewport-state.ts";
import { createIcon, type IconName } from "./icons.ts";
import { keysOf } from "./key-names.ts";
import type { LabelChanges, Labels } from "./labels.ts";
import type { Presets } from "./window-choices.ts";

/** The viewer, as its controls use it. What is computed from pixels is the viewer's: these come as a chunk of their own. */
export interface ControlsHost extends CommandHost {
  /** Of the frame that is shown. */
  readonly presets: Presets;
  /** The window over all values of the frame that is shown. Looks at each sample. */
  valueWindow(): WindowSetting | undefined;
}

/** What all controls need of the viewer. */
export interface ControlsContext {
  readonly document: Document;
  readonly host: ControlsHost;
  readonly label: Labels;
  /** Words of the page, for those that are in no table of the bars. */
  readonly labels: LabelChanges;
  readonly bindings: Bindings;
  /** After a click the keys are the image's again. */
  focusCanvas(): void;
}

export function createIconButton(document: Document, icon: IconName, label: string): HTMLButtonElement {
  const button = createPart(document, "button", "button", {
    type: "button",
    "aria-label": label,
    title: label,
  });
  button.append(createIcon(document, icon));
  return button;
}

/** Returns the button of a command that has a drawing; or one with words in its place. */
export function createCommandButton(
  { document, host, label, bindings, focusCanvas }: ControlsContext,
  name: CommandName,
  words?: string,
): HTMLButtonElement {
  const button =
    words === undefined
      ? createIconButton(document, name as CommandName & IconName, label(name))
      : createPart(document, "button", "button", { type: "button", title: label(name) });
  if (words !== undefined) button.textContent = words;
  const keys = keysOf(name, bindings, label).filter(({ context }) => context === "always");
  if (keys.length > 0) {
    button.title = `${label(name)} (${keys[0]!.parts.join(" + ")})`;
    button.setAttribute("aria-keyshortcuts", keys.map(({ aria }) => aria).join(" "));
  }
  button.dataset.command = name;
  button.addEventListener("click", (event) => {
    COMMANDS[name].run(host);
    // A click of a key has no detail: its focus stays.
    if (event.detail > 0 && name !== "help" && name !== "metadata") focusCanvas();
  });
  return button;
}

export function setPressed(button: HTMLButtonElement, isPressed: boolean): void {
  const text = String(isPressed);
  if (button.getAttribute("aria-pressed") !== text) button.setAttribute("aria-pressed", text);
}

export function setDisabled(
  control: HTMLButtonElement | HTMLInputElement | HTMLSelectElement,
  isDisabled: boolean,
): void {
  if (control.disabled !== isDisabled) control.disabled = isDisabled;
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
