/** Turns keys into commands, so that everything the mouse does can be done without one. */
import { isMeasureKind, selectedMeasure } from "../measure/measure-list.ts";
import type { Bindings } from "./bindings.ts";
import { COMMANDS, type CommandName } from "./commands.ts";
import type { CommandHost } from "./tool.ts";

/** The part of a KeyboardEvent that a command is found by. */
export type KeyInput = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** Returns the command of a key, `undefined` where it is none of ours. */
export function commandForKey(
  { key, shiftKey, ctrlKey, metaKey, altKey }: KeyInput,
  { keys }: Bindings,
  state: CommandHost["state"],
): CommandName | undefined {
  if (altKey || key === "") return undefined;
  const isLetter = key.length === 1;
  const small = isLetter ? key.toLowerCase() : key;
  // Shift is in the key already where it makes another sign of it.
  const isShifted = shiftKey && (!isLetter || small !== key);
  const name = `${ctrlKey || metaKey ? "Ctrl+" : ""}${isShifted ? "Shift+" : ""}${small}`;
  const plain = keys[name] ?? (isShifted && isLetter ? keys[small] : undefined);
  return (
    (selectedMeasure(state) && keys[`selected:${name}`]) ??
    (isMeasureKind(state.tool) ? keys[`measure:${name}`] : undefined) ??
    (state.frameCount > 1 ? keys[`stack:${name}`] : undefined) ??
    plain
  );
}

/** Attaches the keys to a surface until the signal fires; controls in it keep those that they take themselves. */
export function attachKeyboard(
  surface: HTMLElement,
  host: CommandHost,
  bindings: Bindings,
  signal: AbortSignal,
): void {
  surface.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || isForControl(event)) return;
      const name = commandForKey(event, bindings, host.state);
      if (name === undefined) return;
      event.preventDefault();
      COMMANDS[name].run(host);
    },
    { signal },
  );
}

/** Typing goes into fields and lists, Space and Enter press buttons, films have keys of their own, reports and help
 * are scrolled. */
function isForControl(event: KeyboardEvent): boolean {
  const { key } = event;
  // Of a class of its document, which may be another frame's.
  const target = event.target as HTMLElement;
  const isPress = key === " " || key === "Enter";
  if (target.matches("video")) return isPress || key.startsWith("Arrow") || key === "Home" || key === "End";
  if (target.closest(".report")) return isForReading(event, target.closest<HTMLElement>(".report")!);
  // What lies behind the sheet is left alone.
  if (target.closest(".help")) return key !== "?";
  return target.matches("select, input:not([type=range])") || (isPress && target.matches("button"));
}

/** Text is marked with Shift; a report that is read to its end lets go of the keys that lead there. */
function isForReading({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent, report: HTMLElement): boolean {
  const isMove = key.startsWith("Arrow") || ["PageUp", "PageDown", "Home", "End", " "].includes(key);
  if (!isMove) return false;
  if (shiftKey || ctrlKey || metaKey) return true;
  const isUp = key === "ArrowUp" || key === "PageUp" || key === "Home";
  if (key === "ArrowLeft" || key === "ArrowRight") return false;
  const { scrollTop, scrollHeight, clientHeight } = report;
  return isUp ? scrollTop > 0 : scrollTop + clientHeight < scrollHeight - 1;
}
