/** Tells those who do not see the image what changed on it, politely and not more than twice a second. */
import { createPart } from "../dom.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Labels } from "./labels.ts";
import { formatValue } from "./window-choices.ts";

const QUIET_MS = 500;

export class Announcer implements ViewerPart {
  readonly element: HTMLElement;
  readonly #label: Labels;
  readonly #told = new Map<string, string>();
  readonly #pending = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(document: Document, label: Labels) {
    this.#label = label;
    this.element = createPart(document, "div", "live", { "aria-live": "polite", "aria-atomic": "true" });
  }

  /** Errors and notes are told by the message on the stage. */
  update({ state, shown, cine }: ViewerView): void {
    if (shown === undefined) return;
    const { shownFrameIndex, frameCount, windowCenter, windowWidth, voiLutIndex } = state;
    if (frameCount > 1 && !cine.isPlaying) {
      this.#tell("frame", this.#label("frame-of", shownFrameIndex + 1, frameCount));
    }
    const window = this.#label("window-told", formatValue(windowCenter), formatValue(windowWidth));
    const lut = voiLutIndex === undefined ? undefined : shown.decoded.voiLuts[voiLutIndex];
    // While it plays, each frame may come in its own window.
    if (!cine.isPlaying) {
      this.#tell("window", lut ? lut.explanation || this.#label("voi-lut-number", voiLutIndex! + 1) : window);
    }
    if (frameCount > 1) this.#tell("cine", this.#label(cine.isPlaying ? "play-now" : "stop-now"));
  }

  remove(): void {
    clearTimeout(this.#timer);
  }

  /** What is there when an image comes is no news. */
  #tell(topic: string, words: string): void {
    const before = this.#told.get(topic);
    if (before === words) return;
    this.#told.set(topic, words);
    if (before === undefined) return;
    this.#pending.set(topic, words);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.element.textContent = [...this.#pending.values()].join(". ");
      this.#pending.clear();
    }, QUIET_MS);
  }
}
