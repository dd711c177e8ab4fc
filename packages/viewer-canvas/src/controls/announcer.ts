/** Tells those who do not see the image what changed on it, politely and not more than twice a second. */
import { createPart } from "../dom.ts";
import type { MeasuredState } from "../overlay/tell-measures.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { ViewportState } from "../viewport-state.ts";
import type { Labels } from "./labels.ts";
import { formatValue } from "./window-choices.ts";

const QUIET_MS = 500;
/** What another image begins anew. */
const OF_VIEW = ["invert", "turn", "zoom"] as const;

export class Announcer implements ViewerPart {
  readonly element: HTMLElement;
  readonly #label: Labels;
  readonly #told = new Map<string, string>();
  readonly #pending = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: ViewerView | undefined;
  /** What has been told of measures, and what there is now. */
  #toldMeasures: MeasuredState | undefined;
  #measures: MeasuredState | undefined;

  constructor(document: Document, label: Labels) {
    this.#label = label;
    this.element = createPart(document, "div", "live", { "aria-live": "polite", "aria-atomic": "true" });
  }

  /** Errors and notes are told by the message on the stage. */
  update(view: ViewerView): void {
    const { state, shown, cine } = view;
    const before = this.#view?.state;
    this.#view = view;
    if (shown === undefined) {
      for (const topic of OF_VIEW) this.#told.delete(topic);
      this.#toldMeasures = undefined;
      return;
    }
    const label = this.#label;
    const { shownFrameIndex, frameCount, windowCenter, windowWidth, voiLutIndex, shows } = state;
    // While it plays, each frame may come in its own window and size.
    if (!cine.isPlaying) {
      if (frameCount > 1) this.#tell("frame", label("frame-of", shownFrameIndex + 1, frameCount));
      const window = label("window-told", formatValue(windowCenter), formatValue(windowWidth));
      const lut = voiLutIndex === undefined ? undefined : shown.decoded.voiLuts[voiLutIndex];
      this.#tell("window", lut ? lut.explanation || label("voi-lut-number", voiLutIndex! + 1) : window);
      this.#tell("invert", label(state.isInverted ? "inverted" : "not-inverted"));
      this.#tell("turn", this.#turnWords(state));
      // A view that is made larger, or a frame of another size, is no zoom.
      const isOther = before?.canvas !== state.canvas || before.image !== state.image;
      const zoom = label(state.isFitted ? "fit-told" : "zoom-told", Math.round(state.scale * 100));
      this.#tell("zoom", zoom, isOther);
    }
    for (const what of ["text", "overlays", "interpolation"] as const) {
      this.#tell(what, label(shows[what] ? "on-told" : "off-told", label(what)));
    }
    if (frameCount > 1) this.#tell("cine", label(cine.isPlaying ? "play-now" : "stop-now"));
    this.#watchMeasures(state);
  }

  remove(): void {
    clearTimeout(this.#timer);
    this.#view = undefined;
  }

  #turnWords({ orientation: { turns, isMirrored } }: ViewportState): string {
    const label = this.#label;
    const words = [
      ...(isMirrored ? [label("mirrored")] : []),
      ...(turns > 0 ? [label("turned-told", turns * 90)] : []),
    ];
    return words.join(". ") || label("upright");
  }

  /** What is there when an image comes is no news. */
  #tell(topic: string, words: string, isSilent = false): void {
    const before = this.#told.get(topic);
    if (before === words) return;
    this.#told.set(topic, words);
    if (before === undefined || isSilent) return;
    this.#pending.set(topic, words);
    this.#wait();
  }

  /** A measure is told of when it has not been moved for a while. */
  #watchMeasures({ measures, selected, pointer: at }: ViewportState): void {
    const pointer = at?.byKeys ? at : undefined;
    const before = this.#measures;
    const isSame =
      measures === before?.measures && selected === before.selected && pointer === before.pointer;
    if (!isSame) this.#measures = { measures, selected, pointer };
    if (this.#toldMeasures === undefined) this.#toldMeasures = this.#measures;
    else if (!isSame) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#wait();
    }
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#speak();
    }, QUIET_MS);
  }

  async #speak(): Promise<void> {
    const ofMeasures = await this.#measureWords();
    if (ofMeasures === undefined) {
      this.#wait();
      return;
    }
    const said = [...this.#pending.values(), ofMeasures].filter(Boolean);
    this.#pending.clear();
    if (said.length > 0) this.element.textContent = said.join(". ");
  }

  /** `undefined`: they take a while yet. */
  async #measureWords(): Promise<string | undefined> {
    const before = this.#toldMeasures;
    const now = this.#measures;
    if (before === undefined || before === now) return "";
    // Where the code cannot be fetched, the layer has told so.
    const chunk = await import("../overlay/measuring.ts").catch(() => undefined);
    const view = this.#view;
    if (chunk === undefined || view === undefined) return "";
    const words = chunk.tellMeasures(view, before, (kind) => this.#label(`tool-${kind}`));
    if (words !== undefined) this.#toldMeasures = this.#measures;
    return words;
  }
}
