/**
 * A list of any length: only the rows that are seen are in the page. A tree for assistive technology, with one row that
 * the keys are at. WAI-ARIA Authoring Practices, Tree View pattern.
 */
import { createPart } from "../dom.ts";
import type { MetadataRow } from "./metadata-tree.ts";

export interface MetadataListHost {
  /** Fills a row, which may hold another one. */
  draw(row: MetadataRow, element: HTMLElement): void;
  toggle(row: MetadataRow, isOpen: boolean): void;
  /** Another row is looked at. */
  choose(row: MetadataRow | undefined): void;
  copy(row: MetadataRow): void;
}

const ROW_PX = 42;
const INDENT_PX = 12;
const MAX_INDENTS = 10;
/** Rows beyond the seen ones. */
const MARGIN_ROWS = 4;

export class MetadataList {
  readonly element: HTMLElement;
  readonly #space: HTMLElement;
  readonly #host: MetadataListHost;
  readonly #resizes: ResizeObserver;
  /** Those in the page, by index. */
  readonly #drawn = new Map<number, HTMLElement>();
  #rows: readonly MetadataRow[] = [];
  #chosen = -1;

  constructor(document: Document, label: string, host: MetadataListHost) {
    this.#host = host;
    this.element = createPart(document, "div", "metadata-list", {
      role: "tree",
      tabindex: "0",
      "aria-label": label,
    });
    this.#space = createPart(document, "div", "metadata-space", { role: "none" });
    this.element.append(this.#space);
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("focus", () => this.#chosen < 0 && this.#choose(0));
    this.#resizes = new ResizeObserver(() => this.#draw());
    this.#resizes.observe(this.element);
  }

  /** Shows other rows; the chosen one stays so where it is still there. */
  setRows(rows: readonly MetadataRow[]): void {
    const path = this.#rows[this.#chosen]?.path;
    this.#rows = rows;
    this.#space.style.height = `${rows.length * ROW_PX}px`;
    this.#chosen = path === undefined ? -1 : rows.findIndex((row) => row.path === path);
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
    this.#host.choose(rows[this.#chosen]);
    this.#draw();
  }

  remove(): void {
    this.#resizes.disconnect();
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX) - MARGIN_ROWS);
    const end = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / ROW_PX) + MARGIN_ROWS);
    const free: HTMLElement[] = [];
    for (const [index, element] of this.#drawn) {
      if (index >= first && index < end) continue;
      this.#drawn.delete(index);
      free.push(element);
    }
    for (let index = first; index < end; index += 1) {
      if (!this.#drawn.has(index)) this.#drawRow(index, free.pop() ?? this.#createRow());
    }
    for (const element of free) element.remove();
  }

  #createRow(): HTMLElement {
    const element = createPart(this.element.ownerDocument, "div", "metadata-row", { role: "treeitem" });
    this.#space.append(element);
    return element;
  }

  #drawRow(index: number, element: HTMLElement): void {
    const row = this.#rows[index]!;
    this.#drawn.set(index, element);
    element.id = `metadata-row-${index}`;
    element.dataset.index = String(index);
    element.style.transform = `translateY(${index * ROW_PX}px)`;
    element.style.paddingInlineStart = `${20 + Math.min(row.depth, MAX_INDENTS) * INDENT_PX}px`;
    element.setAttribute("aria-level", String(row.depth + 1));
    element.setAttribute("aria-selected", String(index === this.#chosen));
    if (row.isBranch) element.setAttribute("aria-expanded", String(row.isOpen));
    else element.removeAttribute("aria-expanded");
    this.#host.draw(row, element);
  }

  #choose(index: number): void {
    const last = this.#rows.length - 1;
    const next = Math.min(Math.max(0, index), last);
    this.#drawn.get(this.#chosen)?.setAttribute("aria-selected", "false");
    this.#chosen = next;
    this.#host.choose(this.#rows[next]);
    this.#reveal();
    this.#drawn.get(next)?.setAttribute("aria-selected", "true");
    this.element.setAttribute("aria-activedescendant", `metadata-row-${next}`);
  }

  #reveal(): void {
    const top = this.#chosen * ROW_PX;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) this.element.scrollTop = top + ROW_PX - clientHeight;
    this.#draw();
  }

  #onClick(event: MouseEvent): void {
    const element = (event.target as HTMLElement).closest<HTMLElement>(".metadata-row");
    const index = Number(element?.dataset.index ?? -1);
    const row = this.#rows[index];
    if (row === undefined) return;
    this.#choose(index);
    if (row.isBranch) this.#host.toggle(row, !row.isOpen);
  }

  #onKey(event: KeyboardEvent): void {
    const row = this.#rows[this.#chosen];
    if (row === undefined) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "c") {
      // Text that somebody has marked is the browser's to copy.
      if (this.element.ownerDocument.getSelection()?.isCollapsed === false) return;
      this.#host.copy(row);
    } else if (event.ctrlKey || event.metaKey || event.altKey || !this.#move(event.key, row)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Returns whether the key is one of the list's. */
  #move(key: string, row: MetadataRow): boolean {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (key in steps) this.#choose(this.#chosen + steps[key]!);
    else if (key === "Home") this.#choose(0);
    else if (key === "End") this.#choose(this.#rows.length - 1);
    else if (key === "ArrowRight") this.#goIn(row);
    else if (key === "ArrowLeft") this.#goOut(row);
    else if (key === "Enter" || key === " ") {
      if (row.isBranch) this.#host.toggle(row, !row.isOpen);
    } else return false;
    return true;
  }

  #goIn(row: MetadataRow): void {
    if (row.isBranch && !row.isOpen) this.#host.toggle(row, true);
    else if (row.isBranch) this.#choose(this.#chosen + 1);
  }

  #goOut(row: MetadataRow): void {
    if (row.isOpen) this.#host.toggle(row, false);
    else {
      let parent = this.#chosen - 1;
      while (parent >= 0 && this.#rows[parent]!.depth >= row.depth) parent -= 1;
      if (parent >= 0) this.#choose(parent);
    }
  }
}
