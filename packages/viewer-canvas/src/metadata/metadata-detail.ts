/** The element that is looked at, with its whole value, which can be copied. */
import { formatTag } from "@minipacs/dicom-core/frames";
import { createPart } from "../dom.ts";
import { nameElement, nameUid } from "./element-names.ts";
import type { MetadataRow } from "./metadata-tree.ts";
import { type MetadataWords, valueParts, valueText } from "./value-text.ts";

/** Of a value, in characters; what is copied is whole. */
const MAX_SHOWN_LENGTH = 20_000;
const TOLD_MS = 2000;

export class MetadataDetail {
  readonly element: HTMLElement;
  readonly #title: HTMLElement;
  readonly #facts: HTMLElement;
  readonly #value: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #copyText: (text: string) => Promise<boolean>;
  readonly #words: MetadataWords;
  #row: MetadataRow | undefined;

  constructor(document: Document, words: MetadataWords, copy: (text: string) => Promise<boolean>) {
    this.#words = words;
    this.#copyText = copy;
    this.element = createPart(document, "div", "metadata-detail", {
      role: "group",
      "aria-label": words("metadata-chosen"),
    });
    this.element.hidden = true;
    const header = createPart(document, "div", "metadata-detail-header");
    this.#title = createPart(document, "span", "metadata-detail-title");
    this.#button = createPart(document, "button", "metadata-copy", { type: "button" });
    this.#button.textContent = words("metadata-copy");
    this.#button.addEventListener("click", () => this.#row && this.copy(this.#row));
    header.append(this.#title, this.#button);
    this.#facts = createPart(document, "div", "metadata-facts");
    this.#value = createPart(document, "div", "metadata-whole-value", { tabindex: "0", role: "textbox" });
    this.#value.setAttribute("aria-readonly", "true");
    this.#value.setAttribute("aria-multiline", "true");
    this.#value.setAttribute("aria-label", words("metadata-value"));
    this.element.append(header, this.#facts, this.#value);
  }

  /** Items of sequences and sequences have no value to show. */
  show(row: MetadataRow | undefined): void {
    const element = row?.element;
    const isShown = row !== undefined && element !== undefined && element.items === undefined;
    this.#row = isShown ? row : undefined;
    this.element.hidden = !isShown;
    if (!isShown) return;
    const { tag, vr } = element;
    const { name, keyword, creator } = nameElement(row.dataset, tag, this.#words);
    this.#title.textContent = name;
    this.#facts.textContent = [formatTag(tag), vr, keyword, creator].filter(Boolean).join(" · ");
    const parts = valueParts(row.dataset, element, this.#words);
    const uid = vr === "UI" ? nameUid(valueText(row.dataset, element)) : undefined;
    this.#value.replaceChildren(
      ...[...parts, ...(uid ? [uid] : [])].map((part) => {
        const line = createPart(this.element.ownerDocument, "div", "metadata-part", { dir: "auto" });
        const hidden = part.length - MAX_SHOWN_LENGTH;
        line.textContent =
          hidden > 0 ? `${part.slice(0, MAX_SHOWN_LENGTH)}…` : part || this.#words("metadata-empty-value");
        return line;
      }),
    );
  }

  /** Copies a value as it is in the file; of what is no text, what is shown. */
  copy({ dataset, element }: MetadataRow): void {
    if (element === undefined) return;
    const text = dataset.getText(element.tag) ?? valueText(dataset, element, this.#words);
    void this.#copyText(text).then((isCopied) => {
      this.#button.textContent = this.#words(isCopied ? "metadata-copied" : "metadata-not-copied");
      setTimeout(() => {
        this.#button.textContent = this.#words("metadata-copy");
      }, TOLD_MS);
    });
  }
}
