/** What the stage says: in the page's words, again when they change. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "./controls/labels.ts";
import { type ErrorWords, plainWords } from "./plain-error.ts";
import { STAGE_WORDS } from "./stage-words.ts";
import type { ViewerSurface } from "./viewer-surface.ts";
import { createWords, sentence } from "./words.ts";

export class StageVoice {
  readonly #surface: ViewerSurface;
  #labels: LabelChanges;
  #label: () => string = () => "";
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

  /** Shows paragraphs and names the canvas, which otherwise keeps its name. */
  say(
    paragraphs: [] | (() => string[]),
    label: () => string = this.#label,
    kind: "note" | "error" = "note",
  ): void {
    this.#label = label;
    this.#saying = () => {
      this.#surface.say(typeof paragraphs === "function" ? paragraphs() : [], kind);
      this.#surface.label(label());
      this.#surface.hint(this.words("drop-hint"), this.words("warning-close"));
    };
    this.#saying();
  }

  /** Says why there is no image, and returns it, once the words are there; nothing where it no longer matters then. */
  async fail(
    error: unknown,
    file: DicomFile | undefined,
    matters: () => boolean,
  ): Promise<ErrorWords | undefined> {
    const describe = await loadDescriber();
    if (!matters()) return undefined;
    const told = () => describe(error, file, this.#labels);
    this.say(
      () => {
        const { code, message, advice } = told();
        return [this.words("error-title"), sentence(message), advice, code];
      },
      () => this.words("no-image-why", told().message),
      "error",
    );
    return told();
  }

  /** Tells of what failed besides the image, or of which frame. */
  async warn(error: unknown, frame?: { frameIndex: number; frameCount: number }): Promise<void> {
    const describe = await loadDescriber();
    const place = frame ? `${this.words("corner-frame", frame.frameIndex + 1, frame.frameCount)}: ` : "";
    const { message, advice } = describe(error, undefined, this.#labels);
    this.#surface.warn(`${place}${sentence(message)} ${advice}`.trim());
  }
}

type Describer = (error: unknown, file: DicomFile | undefined, labels: LabelChanges) => ErrorWords;

/** The words for errors come with the first one. */
async function loadDescriber(): Promise<Describer> {
  try {
    return (await import("./error-words.ts")).describeError;
  } catch {
    return plainWords;
  }
}
