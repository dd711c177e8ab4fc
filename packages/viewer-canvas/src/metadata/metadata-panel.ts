/** The side bar: key tags of the file, all its elements with search, and the whole value of the one that is looked at. */
import { type DicomFile, formatTag, isPrivateTag } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "../controls/labels.ts";
import { createPart } from "../dom.ts";
import { createWords } from "../words.ts";
import { copyText } from "./copy-text.ts";
import { nameElement, nameUid } from "./element-names.ts";
import { keyTagsOf } from "./key-tags.ts";
import { MetadataDetail } from "./metadata-detail.ts";
import { MetadataList } from "./metadata-list.ts";
import { type Found, type MetadataRow, rowsOf, search } from "./metadata-tree.ts";
import { METADATA_WORDS } from "./metadata-words.ts";
import { SideWidth } from "./side-width.ts";
import { counted, type MetadataWords, valueParts, valueText } from "./value-text.ts";

/** A search gives way to others after so long. */
const SLICE_MS = 8;
const TYPING_MS = 120;
/** Of a value, in a row. */
const MAX_ROW_LENGTH = 300;

export class MetadataPanel {
  readonly element: HTMLElement;
  readonly #words: MetadataWords;
  readonly #width: SideWidth;
  readonly #keyTags: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #list: MetadataList;
  readonly #detail: MetadataDetail;
  readonly #status: HTMLElement;
  readonly #toggled = new Map<string, boolean>();
  /** What was opened and closed among what a search has found. */
  readonly #toggledFound = new Map<string, boolean>();
  #file: DicomFile | undefined;
  #found: Found | undefined;
  #searching = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** `viewer` holds the side bar and limits its width. */
  constructor(viewer: HTMLElement, labels: LabelChanges, onClose: () => void) {
    const document = viewer.ownerDocument;
    const words = createWords(METADATA_WORDS, labels);
    this.#words = words;
    this.element = createPart(document, "aside", "metadata", { "aria-label": words("metadata-title") });
    const header = createPart(document, "div", "metadata-header");
    const title = createPart(document, "h2", "metadata-title");
    title.textContent = words("metadata-title");
    const close = createPart(document, "button", "metadata-close", {
      type: "button",
      title: words("metadata-close-key"),
      "aria-label": words("metadata-close"),
    });
    close.textContent = "✕";
    close.addEventListener("click", onClose);
    header.append(title, close);
    this.#keyTags = createPart(document, "dl", "metadata-keys");
    this.#search = createPart(document, "input", "metadata-search", {
      type: "search",
      placeholder: words("metadata-find"),
      "aria-label": words("metadata-find-all"),
      spellcheck: "false",
      autocomplete: "off",
    });
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.#find(), TYPING_MS);
    });
    this.#search.addEventListener("keydown", (event) => this.#onSearchKey(event));
    this.#status = createPart(document, "p", "metadata-status", { role: "status" });
    this.#list = new MetadataList(document, words("metadata-all"), {
      draw: (row, element) => this.#drawRow(row, element),
      toggle: (row, isOpen) => this.#toggle(row, isOpen),
      choose: (row) => this.#detail.show(row),
      copy: (row) => this.#detail.copy(row),
    });
    this.#detail = new MetadataDetail(document, words, (text) => copyText(this.element, text));
    this.#width = new SideWidth(this.element, viewer, words("metadata-width"));
    this.element.append(
      this.#width.separator,
      header,
      this.#keyTags,
      this.#search,
      this.#status,
      this.#list.element,
      this.#detail.element,
    );
  }

  /** Shows a file; what is opened and looked for stays. */
  setFile(file: DicomFile | undefined): void {
    if (file === this.#file) return;
    this.#file = file;
    this.#showKeyTags();
    this.refresh();
  }

  /** Shows all anew: names of more elements have come. */
  refresh(): void {
    if (this.#search.value.trim() === "") this.#showRows();
    else void this.#find();
  }

  /** What is looked for. */
  get query(): string {
    return this.#search.value;
  }

  set query(query: string) {
    this.#search.value = query;
  }

  /** In CSS pixels; `undefined` while nobody has chosen one. */
  get width(): number | undefined {
    return this.#width.chosenPx;
  }

  set width(widthPx: number | undefined) {
    if (widthPx !== undefined) this.#width.choose(widthPx);
  }

  focus(): void {
    this.#search.focus({ preventScroll: true });
  }

  remove(): void {
    clearTimeout(this.#typing);
    this.#searching += 1;
    this.#list.remove();
    this.element.remove();
  }

  #showKeyTags(): void {
    const { ownerDocument } = this.element;
    const tags = this.#file ? keyTagsOf(this.#file, this.#words) : [];
    this.#keyTags.replaceChildren(
      ...tags.map(({ name, parts, raw }) => {
        const row = createPart(ownerDocument, "div", "metadata-key");
        const term = createPart(ownerDocument, "dt", "metadata-key-name");
        term.textContent = name;
        const value = createPart(ownerDocument, "dd", "metadata-key-value");
        if (raw) value.title = raw;
        for (const part of parts.length > 0 ? parts : ["–"]) {
          const line = createPart(ownerDocument, "span", "metadata-part", { dir: "auto" });
          line.textContent = part;
          value.append(line);
        }
        row.append(term, value);
        return row;
      }),
    );
  }

  #showRows(): void {
    const file = this.#file;
    const isSearch = this.#found !== undefined;
    const rows = file ? rowsOf(file, isSearch ? this.#toggledFound : this.#toggled, this.#found) : [];
    this.#list.setRows(rows);
    this.#status.textContent = isSearch
      ? counted(this.#found!.matches.size, "metadata-found", this.#words)
      : "";
    if (file === undefined) this.#status.textContent = this.#words("metadata-no-file");
  }

  #toggle(row: MetadataRow, isOpen: boolean): void {
    (this.#found === undefined ? this.#toggled : this.#toggledFound).set(row.path, isOpen);
    this.#showRows();
  }

  /** Looks for what is typed; a later search ends an earlier one. */
  async #find(): Promise<void> {
    this.#searching += 1;
    const turn = this.#searching;
    const query = this.#search.value.trim();
    const file = this.#file;
    this.#toggledFound.clear();
    if (query === "" || file === undefined) {
      this.#found = undefined;
      this.#showRows();
      return;
    }
    const steps = search(file, query, this.#words);
    let until = performance.now() + SLICE_MS;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        this.#found = step.value;
        break;
      }
      if (performance.now() < until) continue;
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.#searching) return;
      until = performance.now() + SLICE_MS;
    }
    this.#showRows();
  }

  /** Escape empties the search before it closes anything. */
  #onSearchKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#search.value !== "") {
      this.#search.value = "";
      void this.#find();
    } else if (event.key === "ArrowDown") this.#list.element.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #drawRow(row: MetadataRow, element: HTMLElement): void {
    const { ownerDocument } = element;
    const line = (name: string, text: string, attributes = {}) => {
      const created = createPart(ownerDocument, "span", name, attributes);
      created.textContent = text;
      return created;
    };
    if (row.element === undefined) {
      const size = counted(row.dataset.size, "elements", this.#words);
      element.replaceChildren(
        line("metadata-name", this.#words("metadata-item", row.itemNumber)),
        line("metadata-value", row.isBranch ? size : this.#words("metadata-empty-item")),
      );
      return;
    }
    const { tag, vr } = row.element;
    const { name, creator } = nameElement(row.dataset, tag, this.#words);
    const text =
      valueParts(row.dataset, row.element, this.#words).join(" · ") || this.#words("metadata-empty-value");
    const uid = vr === "UI" ? nameUid(valueText(row.dataset, row.element, this.#words)) : undefined;
    const value = line("metadata-value", (uid ?? text).slice(0, MAX_ROW_LENGTH), { dir: "auto" });
    element.replaceChildren(
      line("metadata-name", isPrivateTag(tag) && creator !== "" ? `${name} · ${creator}` : name),
      line("metadata-tag", `${formatTag(tag)} ${vr}`),
      value,
    );
  }
}
