/** What the stage says: in the page's words, again when they change. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "./controls/labels.ts";
import { describeError, ERROR_WORDS, type ErrorWords, sentence } from "./error-words.ts";
import { STAGE_WORDS } from "./stage-words.ts";
import type { ViewerSurface } from "./viewer-surface.ts";
import { createWords } from "./words.ts";

export class StageVoice {
  readonly #surface: ViewerSurface;
  #labels: LabelChanges;
  /** Says anew what was said last. */
  #saying: () => void = () => undefined;

  constructor(surface: ViewerSurface, labels: LabelChanges = {}) {
    this.#surface = surface;
    this.#labels = labels;
  }

  get labels(): LabelChanges {
    return this.#labels;
  }

  setLabels(labels: LabelChanges): void {
    this.#labels = { ...labels };
    this.#saying();
  }

  words(name: keyof typeof STAGE_WORDS, ...values: (string | number)[]): string {
    return createWords(STAGE_WORDS, this.#labels)(name, ...values);
  }

  /** Shows paragraphs and names the canvas. */
  say(paragraphs: [] | (() => string[]), label: () => string, kind: "note" | "error" = "note"): void {
    this.#saying = () => {
      this.#surface.say(typeof paragraphs === "function" ? paragraphs() : [], kind);
      this.#surface.label(label());
      this.#surface.hint(this.words("drop-hint"));
    };
    this.#saying();
  }

  /** Says why there is no image, and returns it. */
  fail(error: unknown, file: DicomFile | undefined): ErrorWords {
    const told = () => describeError(error, file, this.#labels);
    this.say(
      () => {
        const { code, message, advice } = told();
        return [createWords(ERROR_WORDS, this.#labels)("error-title"), sentence(message), advice, code];
      },
      () => this.words("no-image-why", told().message),
      "error",
    );
    return told();
  }

  /** Tells of what failed besides the image, and at what place. */
  warn(error: unknown, place = ""): void {
    const { message, advice } = describeError(error, undefined, this.#labels);
    this.#surface.warn(`${place}${sentence(message)} ${advice}`.trim());
  }
}
