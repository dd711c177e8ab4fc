/** A range input whose keys take steps that fit its range: finer with Shift, coarser with Ctrl. */
import { createPart } from "../dom.ts";

export interface SliderState {
  min: number;
  max: number;
  /** Smallest change by dragging. */
  step: number;
  /** Change by an arrow key. */
  keyStep: number;
  value: number;
  /** The value for those who do not see it. */
  text: string;
}

const FINE = 0.1;
const COARSE = 10;

export class Slider {
  readonly element: HTMLInputElement;
  readonly #onInput: (value: number) => void;
  #state: SliderState = { min: 0, max: 1, step: 1, keyStep: 1, value: 0, text: "" };
  /** What the element shows. */
  #written = this.#state;
  #filled = "";

  constructor(document: Document, label: string, onInput: (value: number) => void) {
    this.#onInput = onInput;
    this.element = createPart(document, "input", "slider", { type: "range", "aria-label": label });
    this.element.addEventListener("input", () => onInput(this.element.valueAsNumber));
    this.element.addEventListener("keydown", (event) => this.#press(event));
  }

  update(state: SliderState): void {
    this.set(state);
    this.write();
  }

  /** Has keys go on from there; `write` shows it. */
  set(state: SliderState): void {
    this.#state = state;
  }

  write(): void {
    const before = this.#written;
    const { element } = this;
    const state = this.#state;
    this.#written = state;
    if (state.min !== before.min) element.min = String(state.min);
    if (state.max !== before.max) element.max = String(state.max);
    if (state.step !== before.step) element.step = String(state.step);
    if (element.valueAsNumber !== state.value) element.value = String(state.value);
    if (state.text !== before.text) element.setAttribute("aria-valuetext", state.text);
    const { min, max, value } = state;
    const filled = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
    const text = filled.toFixed(4);
    if (text === this.#filled) return;
    this.#filled = text;
    element.style.setProperty("--filled", text);
  }

  #press(event: KeyboardEvent): void {
    const { min, max, step, keyStep, value } = this.#state;
    const steps = STEPS_OF_KEY[event.key];
    const isEnd = event.key === "Home" || event.key === "End";
    if (event.altKey || (steps === undefined && !isEnd)) return;
    event.preventDefault();
    const factor = event.shiftKey ? FINE : event.ctrlKey || event.metaKey ? COARSE : 1;
    const way = Math.max(step, keyStep * factor);
    const wanted = isEnd ? (event.key === "Home" ? min : max) : value + steps! * way;
    const next = Math.min(max, Math.max(min, wanted));
    // Another key may come before the next paint.
    this.#state = { ...this.#state, value: next };
    this.#onInput(next);
  }
}

const STEPS_OF_KEY: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -COARSE,
  PageUp: COARSE,
};
