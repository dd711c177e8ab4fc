/**
 * The one pull parser of data sets: elements, sequences, items, fragments and their ends, in the order of the bytes.
 * Nesting is a stack of frames, delimiters are found by parsing. Every call moves on or ends. PS3.5 7.1, 7.5, A.4.
 */
import type { DiagnosticCollector } from "../diagnostic.ts";
import { lookupElement } from "../dictionary/lookup.ts";
import { LimitExceededError } from "../errors.ts";
import { formatTagHex, isPrivateCreatorTag, isPrivateTag, type Tag } from "../tag.ts";
import { type Vr, vrOfCode } from "../vr/vr-table.ts";
import { createSource, type Source } from "./encoding.ts";
import type { ReadLimits } from "./limits.ts";

export type TokenKind =
  | "element"
  | "sequence-start"
  | "sequence-end"
  | "item-start"
  | "item-end"
  | "fragments-start"
  | "fragment"
  | "fragments-end"
  /** Nothing more; `isTruncated` tells whether an element was cut. */
  | "end";

interface Frame {
  kind: "data-set" | "sequence" | "fragments";
  source: Source;
  tag: Tag;
  /** First byte behind the frame; for an undefined length the end of what surrounds it. */
  end: number;
  isUndefined: boolean;
  itemCount: number;
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;

export class TokenReader {
  /** Of the token last returned; offsets in bytes. */
  tag: Tag = 0;
  /** `undefined` where Implicit VR and the dictionary leaves a choice, or knows nothing. */
  vr: Vr | undefined;
  start = 0;
  valueOffset = 0;
  /** Behind the value, not counting a delimiter. */
  valueEnd = 0;
  /** Behind the token. */
  position: number;
  isTruncated = false;

  readonly #limits: ReadLimits;
  readonly #collector: DiagnosticCollector;
  readonly #stopAt: Tag;
  readonly #onlyGroup: number | undefined;
  readonly #isPrefix: boolean;
  readonly #frames: Frame[];
  #top: Frame;
  #elementCount = 0;

  constructor(
    source: Source,
    options: {
      offset: number;
      limits: ReadLimits;
      collector: DiagnosticCollector;
      /** Stops before the first element at the root with this or a higher tag. */
      until?: Tag | undefined;
      /** Stops before the first element at the root of another group. */
      onlyGroup?: number | undefined;
      /** The bytes are the beginning of more: stops before an element that is not all there. */
      isPrefix?: boolean | undefined;
    },
  ) {
    this.position = options.offset;
    this.#limits = options.limits;
    this.#collector = options.collector;
    this.#stopAt = options.until ?? 0xffffffff;
    this.#onlyGroup = options.onlyGroup;
    this.#isPrefix = options.isPrefix ?? false;
    this.#top = {
      kind: "data-set",
      source,
      tag: 0,
      end: source.bytes.length,
      isUndefined: false,
      itemCount: 0,
    };
    this.#frames = [this.#top];
  }

  /** The layout in which the innermost data set is written. */
  get source(): Source {
    return this.#top.source;
  }

  /** Path of the current element, e.g. `0040,0100[0].0010,0010`. */
  get path(): string {
    const parts: string[] = [];
    for (const frame of this.#frames) {
      if (frame.kind !== "data-set") parts.push(`${hex(frame.tag)}[${Math.max(0, frame.itemCount - 1)}]`);
    }
    if (this.#top.kind === "data-set") parts.push(hex(this.tag));
    return parts.join(".");
  }

  next(): TokenKind {
    for (;;) {
      const frame = this.#top;
      if (this.position >= frame.end) {
        if (this.#frames.length === 1) return "end";
        if (frame.isUndefined) {
          if (this.#isPrefix && frame.end === frame.source.bytes.length) return this.#cut();
          this.#report(
            "DATASET_DELIMITER_MISSING",
            "the data ends before the delimiter of an undefined length",
          );
        }
        this.start = this.position;
        return this.#close(frame);
      }
      const token = frame.kind === "data-set" ? this.#element(frame) : this.#item(frame);
      if (token !== undefined) return token;
    }
  }

  /** Reads an element or the delimiter of an item; `undefined` after something that was passed over. */
  #element(frame: Frame): TokenKind | undefined {
    const { view, bytes, isLittleEndian, isExplicit } = frame.source;
    const at = this.position;
    this.start = at;
    if (frame.end - at < 8) return this.#rest(frame);
    const tag = ((view.getUint16(at, isLittleEndian) << 16) | view.getUint16(at + 2, isLittleEndian)) >>> 0;
    this.tag = tag;
    if (tag >>> 16 === 0xfffe) return this.#delimiterInDataSet(frame, tag);
    if (this.#frames.length === 1 && this.#isBeyond(tag)) return "end";
    this.#elementCount += 1;
    if (this.#elementCount > this.#limits.maxElementCount) {
      throw new LimitExceededError("maxElementCount", this.#limits.maxElementCount, this.#elementCount);
    }

    let vr: Vr | undefined;
    let length: number;
    if (isExplicit) {
      const facts = vrOfCode((bytes[at + 4]! << 8) | bytes[at + 5]!);
      if (facts === undefined) return this.#unknownVr(frame);
      vr = facts.vr;
      if (facts.hasLongLength) {
        if (frame.end - at < 12) return this.#rest(frame);
        length = view.getUint32(at + 8, isLittleEndian);
        this.valueOffset = at + 12;
      } else {
        length = view.getUint16(at + 6, isLittleEndian);
        this.valueOffset = at + 8;
      }
    } else {
      length = view.getUint32(at + 4, isLittleEndian);
      this.valueOffset = at + 8;
      vr = implicitVr(tag);
    }
    return this.#value(frame, vr, length);
  }

  #isBeyond(tag: Tag): boolean {
    return tag >= this.#stopAt || (this.#onlyGroup !== undefined && tag >>> 16 !== this.#onlyGroup);
  }

  #value(frame: Frame, vr: Vr | undefined, length: number): TokenKind {
    if (length === UNDEFINED_LENGTH) return this.#undefinedLength(frame, vr);
    let end = this.valueOffset + length;
    if (end > frame.end) {
      if (this.#isPrefix && frame.end === frame.source.bytes.length) return this.#cut();
      this.#report(
        "DATASET_VALUE_TRUNCATED",
        `the length says ${length} bytes, ${frame.end - this.valueOffset} are there`,
      );
      end = frame.end;
    }
    this.valueEnd = end;
    let contents = frame.source;
    if (vr === "UN" && frame.source.isExplicit && !isPrivateTag(this.tag)) {
      // A public element sent as UN: its value is Implicit VR Little Endian, its VR is the dictionary's. PS3.5 6.2.2.
      const known = implicitVr(this.tag);
      if (known !== undefined) vr = known;
      if (vr === "SQ") contents = implicitOf(frame.source);
    }
    this.vr = vr;
    if (vr !== "SQ") {
      this.position = end;
      return "element";
    }
    this.position = this.valueOffset;
    return this.#open({
      kind: "sequence",
      source: contents,
      tag: this.tag,
      end,
      isUndefined: false,
      itemCount: 0,
    });
  }

  #undefinedLength(frame: Frame, vr: Vr | undefined): TokenKind {
    this.position = this.valueOffset;
    this.valueEnd = this.valueOffset;
    const holdsPixels = this.tag === 0x7fe00010 || vr === "OB" || vr === "OW" || vr === "OF" || vr === "OD";
    const kind = holdsPixels ? "fragments" : "sequence";
    this.vr = kind === "fragments" ? (vr ?? "OB") : "SQ";
    // UN with undefined length is a sequence in Implicit VR Little Endian. PS3.5 6.2.2 note 4 (CP-246).
    const source = vr === "UN" && kind === "sequence" ? implicitOf(frame.source) : frame.source;
    return this.#open({ kind, source, tag: this.tag, end: frame.end, isUndefined: true, itemCount: 0 });
  }

  /** Two bytes that are no VR: a VR of a later edition, or an element in Implicit VR among explicit ones. */
  #unknownVr(frame: Frame): TokenKind {
    const { view, bytes, isLittleEndian } = frame.source;
    const at = this.position;
    const implicitLength = view.getUint32(at + 4, isLittleEndian);
    if (isVrLike(bytes[at + 4]!, bytes[at + 5]!)) {
      this.#report("DATASET_UNKNOWN_VR", "an unknown VR, read as UN");
      // VRs added since 1993 have the long form; its reserved bytes are zero. PS3.5 7.1.2.
      const isLong = frame.end - at >= 12 && view.getUint16(at + 6, isLittleEndian) === 0;
      this.valueOffset = at + (isLong ? 12 : 8);
      const length = isLong ? view.getUint32(at + 8, isLittleEndian) : view.getUint16(at + 6, isLittleEndian);
      return this.#value(frame, "UN", length);
    }
    this.#report("DATASET_IMPLICIT_ELEMENT", "an element in Implicit VR among explicit ones");
    this.valueOffset = at + 8;
    return this.#value(frame, implicitVr(this.tag) ?? "UN", implicitLength);
  }

  #delimiterInDataSet(frame: Frame, tag: Tag): TokenKind | undefined {
    const length = frame.source.view.getUint32(this.position + 4, frame.source.isLittleEndian);
    if (tag === ITEM_DELIMITATION && frame.isUndefined) {
      if (length !== 0) this.#report("DATASET_DELIMITER_LENGTH", "a delimiter with a length other than 0");
      this.position += 8;
      return this.#close(frame);
    }
    if (tag === SEQUENCE_DELIMITATION && frame.isUndefined) {
      this.#report("DATASET_DELIMITER_MISSING", "a sequence ends inside an item that was not delimited");
      return this.#close(frame);
    }
    this.#report("DATASET_DELIMITER_STRAY", "a delimiter where none belongs, passed over");
    this.position += 8;
    return undefined;
  }

  #item(frame: Frame): TokenKind | undefined {
    const { view, isLittleEndian } = frame.source;
    const at = this.position;
    this.start = at;
    if (frame.end - at < 8) return this.#rest(frame);
    const tag = ((view.getUint16(at, isLittleEndian) << 16) | view.getUint16(at + 2, isLittleEndian)) >>> 0;
    const length = view.getUint32(at + 4, isLittleEndian);
    if (tag === SEQUENCE_DELIMITATION) {
      if (length !== 0) this.#report("DATASET_DELIMITER_LENGTH", "a delimiter with a length other than 0");
      this.position += 8;
      if (frame.isUndefined) return this.#close(frame);
      this.#report("DATASET_DELIMITER_STRAY", "a delimiter in a sequence of explicit length, passed over");
      return undefined;
    }
    if (tag !== ITEM) {
      this.#report(
        "DATASET_ITEM_EXPECTED",
        "something other than an item in a sequence; the rest of it is kept as read",
      );
      if (!frame.isUndefined) this.position = frame.end;
      return this.#close(frame);
    }
    this.valueOffset = at + 8;
    const isUndefined = length === UNDEFINED_LENGTH;
    let end = isUndefined ? frame.end : this.valueOffset + length;
    if (end > frame.end) {
      if (this.#isPrefix && frame.end === frame.source.bytes.length) {
        // The item may still be read as far as it is there.
        if (frame.kind === "fragments") return this.#cut();
      } else {
        frame.itemCount += 1;
        this.#report(
          "DATASET_ITEM_TRUNCATED",
          `an item of ${length} bytes where ${frame.end - at - 8} are left`,
        );
        frame.itemCount -= 1;
      }
      end = frame.end;
    }
    frame.itemCount += 1;
    this.#elementCount += 1;
    if (this.#elementCount > this.#limits.maxElementCount) {
      throw new LimitExceededError("maxElementCount", this.#limits.maxElementCount, this.#elementCount);
    }
    this.valueEnd = end;
    if (frame.kind === "fragments") {
      this.position = end;
      return "fragment";
    }
    this.position = this.valueOffset;
    return this.#open({
      kind: "data-set",
      source: frame.source,
      tag: 0,
      end,
      isUndefined: isUndefined || (this.#isPrefix && this.valueOffset + length > end),
      itemCount: 0,
    });
  }

  /** Fewer bytes than a header are left in a frame. */
  #rest(frame: Frame): TokenKind | undefined {
    if (this.#isPrefix && frame.end === frame.source.bytes.length) return this.#cut();
    this.#report(
      "DATASET_TRAILING_BYTES",
      `${frame.end - this.position} bytes are left, too few for an element`,
    );
    this.position = frame.end;
    return undefined;
  }

  #open(frame: Frame): TokenKind {
    if (this.#frames.length > 2 * this.#limits.maxNestingDepth) {
      throw new LimitExceededError("maxNestingDepth", this.#limits.maxNestingDepth, this.#frames.length >> 1);
    }
    this.#frames.push(frame);
    this.#top = frame;
    if (frame.kind === "data-set") return "item-start";
    return frame.kind === "sequence" ? "sequence-start" : "fragments-start";
  }

  #close(frame: Frame): TokenKind {
    this.#frames.pop();
    this.#top = this.#frames.at(-1)!;
    this.valueEnd = this.start;
    if (frame.kind === "data-set") return "item-end";
    this.tag = frame.tag;
    return frame.kind === "sequence" ? "sequence-end" : "fragments-end";
  }

  #cut(): TokenKind {
    this.isTruncated = true;
    return "end";
  }

  #report(code: string, message: string): void {
    this.#collector.add({ code, severity: "warning", offset: this.start, path: this.path, message });
  }
}

/** The VR of an element in Implicit VR; `undefined` where the dictionary leaves a choice. PS3.5 A.1. */
function implicitVr(tag: Tag): Vr | undefined {
  if (isPrivateTag(tag)) return isPrivateCreatorTag(tag) ? "LO" : "UN";
  const entry = lookupElement(tag);
  if (entry === undefined) return "UN";
  return entry.vr.length === 1 ? entry.vr[0] : undefined;
}

function implicitOf(source: Source): Source {
  return source.isExplicit || !source.isLittleEndian ? createSource(source.bytes, false, true) : source;
}

function isVrLike(first: number, second: number): boolean {
  const isLetter = (byte: number) => byte >= 0x41 && byte <= 0x5a;
  return (isLetter(first) && isLetter(second)) || (first === 0x3f && second === 0x3f);
}

function hex(tag: Tag): string {
  const digits = formatTagHex(tag);
  return `${digits.slice(0, 4)},${digits.slice(4)}`;
}
