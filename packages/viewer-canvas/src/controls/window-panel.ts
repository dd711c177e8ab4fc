/** The window panel: windows of the file and presets to choose from, center and width as sliders and numbers. */
import { type DecodedFrame, measureValues } from "@minipacs/dicom-core/frames";
import { takesWindow, voiFunctionOf } from "../display-facts.ts";
import { createPart } from "../dom.ts";
import { COMMANDS } from "../tool/commands.ts";
import { windowStep } from "../tool/window-level.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { ViewportState } from "../viewport-state.ts";
import { type ControlsContext, createCommandButton, setDisabled } from "./buttons.ts";
import { Slider } from "./slider.ts";
import {
  chosenKey,
  fileChoices,
  formatValue,
  PRESETS,
  presetChoices,
  type SliderRange,
  type ValueSpan,
  valueSpan,
  type WindowChoice,
  windowRanges,
} from "./window-choices.ts";

/** Samples that are looked at in one go: a few milliseconds. */
const LOOK_COUNT = 2 ** 21;
/** While a window is dragged sliders and numbers follow in such steps: laying them out with every paint costs more than it tells. */
const WRITE_EVERY_MS = 50;

export class WindowPanel implements ViewerPart {
  /** The list and the button; the sliders. */
  readonly choice: HTMLElement;
  readonly sliders: HTMLElement;
  readonly #context: ControlsContext;
  readonly #select: HTMLSelectElement;
  readonly #auto: HTMLButtonElement;
  readonly #center: ValueControl;
  readonly #width: ValueControl;
  /** What the list was made for, and what the sliders' ranges were. */
  #listed = "";
  #listedFrame: DecodedFrame | undefined;
  #measured: DecodedFrame | undefined;
  #span: ValueSpan = { low: 0, high: 1 };
  #last: ViewerView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writeTimer: ReturnType<typeof setTimeout> | undefined;
  #writtenAtMs = 0;

  constructor(context: ControlsContext) {
    const { document, label } = context;
    this.#context = context;
    this.choice = createPart(document, "div", "choice", { role: "group", "aria-label": label("window") });
    this.#select = createPart(document, "select", "select", { "aria-label": label("window-choice") });
    this.#select.title = label("window-choice");
    this.#select.addEventListener("change", () => this.#choose(this.#select.value));
    this.#auto = createCommandButton(context, "auto-window", label("auto"));
    this.#auto.setAttribute("aria-label", label("auto-window"));
    this.choice.append(this.#select, this.#auto);
    this.sliders = createPart(document, "div", "sliders", { role: "group", "aria-label": label("window") });
    const set = (change: Partial<Record<"center" | "width", number>>) => {
      const { windowCenter: center, windowWidth: width } = context.host.state;
      context.host.dispatch({ type: "window", center, width, ...change });
    };
    this.#center = new ValueControl(context, "center", (center) => set({ center }));
    this.#width = new ValueControl(context, "width", (width) => set({ width }));
    this.sliders.append(this.#center.element, this.#width.element);
  }

  update(view: ViewerView): void {
    const { state, shown } = view;
    const frame = shown?.decoded;
    this.#last = view;
    const isOff = frame === undefined || !takesWindow(frame);
    setDisabled(this.#select, isOff);
    setDisabled(this.#auto, isOff);
    this.#center.disable(isOff);
    this.#width.disable(isOff);
    if (frame === undefined || isOff) return;
    this.#list(frame);
    const key = chosenKey(frame, state, this.#context.host.presets);
    if (this.#select.value !== key) this.#select.value = key;
    if (this.#measured !== frame && !view.cine.isPlaying) this.#measureSoon();
    this.#slide(state);
  }

  remove(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#writeTimer);
  }

  #slide(state: ViewportState): void {
    const { center, width } = windowRanges(this.#span, state);
    const keyStep = windowStep(state) * 2;
    this.#center.set(state.windowCenter, center, keyStep);
    this.#width.set(state.windowWidth, width, keyStep);
    if (this.#writeTimer !== undefined) return;
    const waitMs = this.#writtenAtMs + WRITE_EVERY_MS - performance.now();
    if (waitMs <= 0) this.#write();
    else this.#writeTimer = setTimeout(() => this.#write(), waitMs);
  }

  #write(): void {
    this.#writeTimer = undefined;
    this.#writtenAtMs = performance.now();
    this.#center.write();
    this.#width.write();
  }

  /** After the paint, with room for input: all samples are looked at. */
  #measureSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { shown, state, cine } = this.#last!;
      const frame = shown?.decoded;
      if (frame === undefined || !takesWindow(frame) || cine.isPlaying) return;
      if (!measureValues(frame, LOOK_COUNT)) {
        this.#measureSoon();
        return;
      }
      this.#measured = frame;
      const window = this.#context.host.valueWindow();
      if (window === undefined) return;
      this.#span = valueSpan(window);
      this.#slide(state);
    });
  }

  /** Makes the list anew where the frame offers other windows. */
  #list(frame: DecodedFrame): void {
    if (frame === this.#listedFrame) return;
    this.#listedFrame = frame;
    const { document, label } = this.#context;
    const own = fileChoices(frame, label);
    const presets = presetChoices(this.#context.host.presets, label);
    const listed = JSON.stringify([own, presets.length]);
    if (listed === this.#listed) return;
    this.#listed = listed;
    const optionOf = ({ key, text }: WindowChoice) => {
      const option = document.createElement("option");
      option.value = key;
      option.textContent = text;
      return option;
    };
    const custom = optionOf({ key: "custom", text: label("window-custom") });
    // Nobody chooses it: it is shown when none of the others is.
    custom.hidden = true;
    custom.disabled = true;
    const groups = [own, presets]
      .filter((choices) => choices.length > 0)
      .map((choices, i) => {
        const group = document.createElement("optgroup");
        group.label = label(i === 0 ? "window-file" : "window-presets");
        group.append(...choices.map(optionOf));
        return group;
      });
    this.#select.replaceChildren(...groups, custom);
  }

  #choose(key: string): void {
    const { host } = this.#context;
    const [kind, name = ""] = key.split(":");
    const frame = this.#last?.shown?.decoded;
    const window = frame?.windows[Number(name)];
    if (kind === "lut") host.dispatch({ type: "voi-lut", index: Number(name) });
    else if (kind === "window" && frame && window) {
      host.dispatch({ type: "window", ...window, voiFunction: voiFunctionOf(frame) });
    } else if (kind === "preset") host.applyPreset(PRESETS.find((preset) => preset === name)!);
    else COMMANDS["reset-window"].run(host);
  }
}

/** A value as a slider and as a number that can be typed. */
class ValueControl {
  readonly element: HTMLElement;
  readonly #slider: Slider;
  readonly #number: HTMLInputElement;
  /** The number is being typed: it stays as it is. */
  #isTyping = false;
  #value = 0;

  constructor({ document, label }: ControlsContext, name: "center" | "width", set: (value: number) => void) {
    this.element = createPart(document, "div", "value");
    const short = createPart(document, "span", "short", { "aria-hidden": "true", title: label(name) });
    short.textContent = label(`${name}-short`);
    this.#slider = new Slider(document, label(name), set);
    this.#number = createPart(document, "input", "number", {
      type: "number",
      step: "any",
      "aria-label": label(name),
    });
    this.#number.addEventListener("input", () => {
      this.#isTyping = true;
    });
    const end = () => {
      if (!this.#isTyping) return;
      this.#isTyping = false;
      const typed = this.#number.valueAsNumber;
      if (Number.isFinite(typed)) set(typed);
      this.#write();
    };
    this.#number.addEventListener("change", end);
    this.#number.addEventListener("blur", end);
    this.element.append(short, this.#slider.element, this.#number);
  }

  disable(isDisabled: boolean): void {
    setDisabled(this.#slider.element, isDisabled);
    setDisabled(this.#number, isDisabled);
  }

  set(value: number, { min, max, step }: SliderRange, keyStep: number): void {
    this.#value = value;
    this.#slider.set({ min, max, step, keyStep, value, text: formatValue(value) });
  }

  write(): void {
    this.#slider.write();
    if (!this.#isTyping) this.#write();
  }

  #write(): void {
    const text = formatValue(this.#value);
    if (this.#number.value !== text) this.#number.value = text;
  }
}
