/**
 * The texts of one head after another. Objects of a series say nearly the same: what has the same bytes as in the head
 * before is not decoded again, which for most of what the index keeps is most of the work.
 */
import { type DataElement, type Dataset, tagForKeyword, toDicomJson, type Vr } from "@minipacs/dicom-core";

/** Longer values are decoded each time. */
const MAX_KEPT_BYTES = 1024;
/** A longer value is none that is searched or listed: it is left out. */
const MAX_TEXT_LENGTH = 16_384;

interface Kept {
  vr: Vr;
  bytes: Uint8Array;
  text: string;
}

export class HeadTexts {
  #encoding = "";
  readonly #kept = new Map<number, Kept>();
  readonly #texts = new Map<readonly string[], readonly string[]>();

  /** Returns the texts of columns in a head, empty where it says nothing; the same array as before where they are the same. */
  of(head: Dataset, columns: readonly string[], transferSyntaxUid: string): readonly string[] {
    // The same bytes say something else in another character set or byte order.
    const encoding = [transferSyntaxUid, ...head.characterSetAsRead].join("\\");
    if (encoding !== this.#encoding) this.#kept.clear();
    this.#encoding = encoding;
    const tags = tagsOf(columns);
    const texts = tags.map((tag) => this.#text(head, tag));
    const before = this.#texts.get(columns);
    if (before && texts.every((text, i) => text === before[i])) return before;
    this.#texts.set(columns, texts);
    return texts;
  }

  #text(head: Dataset, tag: number): string {
    const element = head.element(tag);
    if (!element) return "";
    const { vr, isRead } = element;
    if (!isRead) return decode(head, element);
    const bytes = element.input.subarray(element.valueOffset, element.endOffset);
    const kept = this.#kept.get(tag);
    if (kept && kept.vr === vr && areEqual(kept.bytes, bytes)) return kept.text;
    const text = decode(head, element);
    if (bytes.length <= MAX_KEPT_BYTES) this.#kept.set(tag, { vr, bytes: bytes.slice(), text });
    return text;
  }
}

const tagsOfColumns = new Map<readonly string[], number[]>();

/** Not before they are needed: the dictionary takes its time to load. */
function tagsOf(columns: readonly string[]): number[] {
  const known = tagsOfColumns.get(columns);
  if (known) return known;
  const tags = columns.map((column) => tagForKeyword(column) ?? 0);
  tagsOfColumns.set(columns, tags);
  return tags;
}

function decode(head: Dataset, { tag, items }: DataElement): string {
  const text = items ? sequenceText(items) : (head.getText(tag) ?? "").trim();
  return text.length > MAX_TEXT_LENGTH ? "" : text;
}

function sequenceText(items: readonly Dataset[]): string {
  return items.length === 0 ? "" : JSON.stringify(items.map((item) => toDicomJson(item, { utf8: true })));
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
