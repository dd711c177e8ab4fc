/** The cine bar: goes through the frames, plays them, says how fast and how many came too late. */

import type { Sequencing } from "../cine/cine-timing.ts";
import { createPart } from "../dom.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import { type ControlsContext, createCommandButton, setText } from "./buttons.ts";
import { createIcon } from "./icons.ts";
import { Slider } from "./slider.ts";
import { formatValue } from "./window-choices.ts";

const MAX_USUAL_RATE = 30;
const TRANSPORT = ["first-frame", "previous-frame", "play", "next-frame", "last-frame"] as const;
const SEQUENCINGS = { loop: "loop", sweep: "sequencing-sweep", once: "once" } as const;

export class CineBar implements ViewerPart {
  /** Buttons, slider of the frames and counter; rate, order and what became of it. */
  readonly transport: HTMLElement;
  readonly playing: HTMLElement;
  readonly #context: ControlsContext;
  readonly #play: HTMLButtonElement;
  readonly #frame: Slider;
  readonly #counter: HTMLElement;
  readonly #rate: Slider;
  readonly #told: HTMLElement;
  readonly #sequencing: HTMLSelectElement;
  #ownRate = 0;
  #isPlaying = false;

  constructor(context: ControlsContext) {
    const { document, host, label } = context;
    this.#context = context;
    this.transport = createPart(document, "div", "transport", {
      role: "group",
      "aria-label": label("frames"),
    });
    const buttons = TRANSPORT.map((name) => createCommandButton(context, name));
    this.#play = buttons[TRANSPORT.indexOf("play")]!;
    this.#frame = new Slider(document, label("frame"), (frame) => {
      host.dispatch({ type: "frame", index: Math.round(frame) - 1 });
    });
    this.#counter = createPart(document, "span", "counter", { "aria-hidden": "true" });
    this.transport.append(...buttons, this.#frame.element, this.#counter);
    this.playing = createPart(document, "div", "playing", { role: "group", "aria-label": label("rate") });
    this.#rate = new Slider(document, label("rate"), (rate) => host.cine.setRate(this.#snapped(rate)));
    this.#rate.element.title = label("rate");
    this.#sequencing = createPart(document, "select", "select", { "aria-label": label("sequencing") });
    this.#sequencing.title = label("sequencing");
    for (const [value, name] of Object.entries(SEQUENCINGS)) {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = label(name);
      this.#sequencing.append(option);
    }
    this.#sequencing.addEventListener("change", () => {
      host.cine.setSequencing(this.#sequencing.value as Sequencing);
    });
    this.#told = createPart(document, "span", "told");
    this.playing.append(this.#rate.element, this.#told, this.#sequencing);
    this.#setPlay(false);
  }

  update({ state, cine, timing }: ViewerView): void {
    const { frameIndex, shownFrameIndex, frameCount } = state;
    if (frameCount < 2) return;
    const { label } = this.#context;
    if (cine.isPlaying !== this.#isPlaying) this.#setPlay(cine.isPlaying);
    const text = label("frame-of", frameIndex + 1, frameCount);
    this.#frame.update({ min: 1, max: frameCount, step: 1, keyStep: 1, value: frameIndex + 1, text });
    setText(this.#counter, `${shownFrameIndex + 1} / ${frameCount}`);
    this.#ownRate = timing.framesPerSecond;
    const max = Math.ceil(Math.max(MAX_USUAL_RATE, timing.framesPerSecond, cine.framesPerSecond));
    const rate = formatValue(cine.framesPerSecond);
    const rateText = label("fps", rate);
    // Below one frame a second is the file's own rate only.
    const min = Math.min(1, timing.framesPerSecond);
    const step = 1 - min || 1;
    this.#rate.update({ min, max, step, keyStep: 1, value: cine.framesPerSecond, text: rateText });
    const shown = cine.shownPerSecond > 0 ? label("fps-shown", cine.shownPerSecond, rate) : rateText;
    setText(this.#told, cine.isPlaying ? `${shown}, ${label("dropped", cine.droppedFrameCount)}` : rateText);
    if (this.#sequencing.value !== cine.sequencing) this.#sequencing.value = cine.sequencing;
  }

  /** The slider stops at whole rates, and at the file's own. */
  #snapped(rate: number): number {
    const own = this.#ownRate;
    if (own < 1) return rate < (1 + own) / 2 ? own : Math.max(1, Math.floor(rate));
    return Math.round(rate) === Math.round(own) ? own : Math.round(rate);
  }

  #setPlay(isPlaying: boolean): void {
    const { document, label } = this.#context;
    this.#isPlaying = isPlaying;
    this.#play.replaceChildren(createIcon(document, isPlaying ? "stop" : "play"));
    this.#play.setAttribute("aria-label", label(isPlaying ? "stop-now" : "play-now"));
  }
}
