/** Frames of encapsulated Pixel Data, found without reading any of them. PS3.5 A.4, PS3.3 C.7.6.3.1.8. */
import type { Dataset } from "../dataset/dataset.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { DecodeError, InvalidArgumentError } from "../errors.ts";
import { claimedFrameCount } from "../pixel/pixel-description.ts";
import { type CodestreamKind, codestreamKindOf, SIGNATURE_LENGTH } from "./codestream-start.ts";
import {
  type OffsetTable,
  placeByOffsets,
  readBasicOffsetTable,
  readExtendedOffsetTable,
} from "./offset-table.ts";

/** What told where frames begin. */
export type FramePlacement =
  | "extended-offset-table"
  | "basic-offset-table"
  /** One frame: all fragments are its. */
  | "one-frame"
  | "one-fragment-each"
  | "codestream-starts"
  /** Nothing: a video, or Pixel Data without frames. */
  | "none";

const PIXEL_DATA = 0x7fe00010;
const PIXEL_DATA_PATH = "7FE0,0010";

/** Random access to the frames of encapsulated Pixel Data; see {@link encapsulatedFrames}. */
export class EncapsulatedFrames {
  /** What the data set says, whether or not each frame can be found. */
  readonly frameCount: number;
  readonly placement: FramePlacement;
  /** All fragments in order, without the Basic Offset Table: **views into the input**. Of a video: its one stream. */
  readonly fragments: readonly Uint8Array[];
  /** What was wrong with the tables and counts, and what was used instead. */
  readonly diagnostics: readonly Diagnostic[];
  /** Index of the first fragment of each frame that was placed. */
  readonly #starts: Uint32Array;
  readonly #lengths: Float64Array | undefined;

  /** Used by {@link encapsulatedFrames}. */
  constructor(
    fragments: readonly Uint8Array[],
    frameCount: number,
    placed: Placed,
    diagnostics: readonly Diagnostic[],
  ) {
    this.frameCount = frameCount;
    this.fragments = fragments;
    this.diagnostics = diagnostics;
    this.placement = placed.placement;
    this.#starts = placed.starts;
    this.#lengths = placed.lengths;
  }

  /**
   * Returns the fragments of a frame, counted from 0: **views into the input**, padding included.
   *
   * @throws InvalidArgumentError ARG_FRAME for a frame that the data set does not claim to have
   * @throws DecodeError PIXEL_FRAME_NOT_FOUND for one that nothing tells the place of
   */
  fragmentsOfFrame(index: number): readonly Uint8Array[] {
    if (!Number.isInteger(index) || index < 0 || index >= this.frameCount) {
      throw new InvalidArgumentError("ARG_FRAME", `frame ${index} of ${this.frameCount}: counted from 0`);
    }
    const start = this.#starts[index];
    if (start === undefined) {
      throw new DecodeError(
        "PIXEL_FRAME_NOT_FOUND",
        `frame ${index} of ${this.frameCount}: ${this.fragments.length} fragments tell the place of ${this.#starts.length} frames`,
        { path: PIXEL_DATA_PATH, details: { frame: index, placedFrameCount: this.#starts.length } },
      );
    }
    return this.fragments.slice(start, this.#starts[index + 1] ?? this.fragments.length);
  }

  /**
   * Returns the bytes of a frame, counted from 0: a **view into the input** when it is one fragment, else a joined
   * copy. A last byte that the Extended Offset Table knows to be padding is left out.
   *
   * @throws InvalidArgumentError ARG_FRAME, DecodeError PIXEL_FRAME_NOT_FOUND, see {@link fragmentsOfFrame}
   */
  frame(index: number): Uint8Array {
    const bytes = joinFragments(this.fragmentsOfFrame(index));
    return bytes.length - 1 === this.#lengths?.[index] ? bytes.subarray(0, -1) : bytes;
  }
}

/** Returns fragments as one: the fragment itself (a view) when there is one, else a copy. */
export function joinFragments(fragments: readonly Uint8Array[]): Uint8Array {
  const [first] = fragments;
  if (first !== undefined && fragments.length === 1) return first;
  let length = 0;
  for (const fragment of fragments) length += fragment.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const fragment of fragments) {
    joined.set(fragment, at);
    at += fragment.length;
  }
  return joined;
}

interface Placed {
  placement: FramePlacement;
  starts: Uint32Array;
  lengths?: Float64Array | undefined;
}

const made = new WeakMap<readonly Uint8Array[], EncapsulatedFrames>();

/**
 * Returns the frames of a data set whose Pixel Data is encapsulated, made once for the same fragments.
 *
 * Frames are placed by the Extended Offset Table, else the Basic one, else by Number of Frames: one frame is all
 * fragments, as many frames as fragments are one each, otherwise each fragment that begins a codestream begins a
 * frame. A table that cannot be right, or counts other than the data set, is reported in `diagnostics` and passed
 * over. The cost is one pass over the fragments' lengths; no frame is touched.
 *
 * @throws DecodeError PIXEL_NOT_ENCAPSULATED
 * @see PS3.5 A.4
 */
export function encapsulatedFrames(dataset: Dataset): EncapsulatedFrames {
  const items = dataset.element(PIXEL_DATA)?.fragments;
  if (items === undefined) {
    throw new DecodeError("PIXEL_NOT_ENCAPSULATED", "the data set holds no encapsulated pixel data", {
      path: PIXEL_DATA_PATH,
    });
  }
  const frameCount = claimedFrameCount(dataset);
  const known = made.get(items);
  if (known?.frameCount === frameCount) return known;
  const frames = findFrames(dataset, items, frameCount);
  made.set(items, frames);
  return frames;
}

/**
 * Returns the offset table that the data set holds, the extended one before the basic one, `undefined` without any.
 *
 * @throws DecodeError PIXEL_NOT_ENCAPSULATED
 */
export function readOffsetTable(dataset: Dataset): OffsetTable | undefined {
  const items = dataset.element(PIXEL_DATA)?.fragments;
  const { fragments } = encapsulatedFrames(dataset);
  const hasTableItem = items !== undefined && items.length > fragments.length;
  return readExtendedOffsetTable(dataset) ?? (hasTableItem ? readBasicOffsetTable(items[0]!) : undefined);
}

function findFrames(dataset: Dataset, items: readonly Uint8Array[], frameCount: number): EncapsulatedFrames {
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, message: string) =>
    diagnostics.push({ code, severity: "warning", offset: -1, path: PIXEL_DATA_PATH, message });
  const hasTableItem = isOffsetTableItem(items);
  if (items.length > 0 && !hasTableItem) {
    report("PIXEL_OFFSET_TABLE_MISSING", "the first item is no offset table: read as a fragment");
  }
  const fragments = hasTableItem ? items.slice(1) : items;
  const tables = [
    readExtendedOffsetTable(dataset),
    hasTableItem ? readBasicOffsetTable(items[0]!) : undefined,
  ];
  const placed = place(tables, fragments, frameCount, report);
  return new EncapsulatedFrames(fragments, frameCount, placed, diagnostics);
}

/** The first item is the table unless a codestream begins in it, or it is alone and no table of one frame. */
function isOffsetTableItem(items: readonly Uint8Array[]): boolean {
  const [first] = items;
  if (first === undefined || codestreamKindOf(first) !== undefined) return false;
  const beginsWithZero = first.length % 4 === 0 && first.subarray(0, 4).every((byte) => byte === 0);
  return items.length > 1 || beginsWithZero;
}

function place(
  tables: readonly (OffsetTable | undefined)[],
  fragments: readonly Uint8Array[],
  frameCount: number,
  report: (code: string, message: string) => void,
): Placed {
  let spare: Placed | undefined;
  for (const table of tables) {
    const placed = table && placeByTable(table, fragments, frameCount, report);
    if (placed?.starts.length === frameCount) return placed;
    spare ??= placed;
  }
  if (fragments.length === 0) return { placement: "none", starts: new Uint32Array(0) };
  if (frameCount === 1) return { placement: "one-frame", starts: new Uint32Array(1) };
  if (fragments.length === frameCount) {
    return { placement: "one-fragment-each", starts: Uint32Array.from(fragments, (_, index) => index) };
  }
  const byStarts = placeByStarts(fragments);
  if (byStarts.starts.length === frameCount) return byStarts;
  const best = spare ?? byStarts;
  report(
    "PIXEL_FRAME_COUNT",
    `${best.starts.length} frames are found in ${fragments.length} fragments where the data set says ${frameCount}`,
  );
  return best;
}

function placeByTable(
  table: OffsetTable,
  fragments: readonly Uint8Array[],
  frameCount: number,
  report: (code: string, message: string) => void,
): Placed | undefined {
  const name = table.kind === "extended" ? "Extended Offset Table" : "Basic Offset Table";
  const found = placeByOffsets(table, fragments);
  if (typeof found === "string") {
    report("PIXEL_OFFSET_TABLE_BROKEN", `${name}: ${found}`);
    return undefined;
  }
  const { starts, hasOverflow } = found;
  if (hasOverflow)
    report("PIXEL_OFFSET_TABLE_OVERFLOW", `${name}: offsets beyond 4 GiB have lost their high bits`);
  if (starts.length !== frameCount) {
    report(
      "PIXEL_OFFSET_TABLE_COUNT",
      `${name}: ${starts.length} entries where the data set says ${frameCount} frames`,
    );
  }
  const lengthsFit = table.lengths && areLengths(table.lengths, starts, fragments);
  if (lengthsFit === false) {
    report("PIXEL_OFFSET_TABLE_BROKEN", `${name} Lengths: not the lengths of the frames, passed over`);
  }
  return {
    placement: `${table.kind}-offset-table`,
    starts,
    lengths: lengthsFit ? table.lengths : undefined,
  };
}

/** Each length is that of the frame's fragments, or one less for a byte of padding. */
function areLengths(lengths: Float64Array, starts: Uint32Array, fragments: readonly Uint8Array[]): boolean {
  if (lengths.length !== starts.length) return false;
  for (let frame = 0; frame < starts.length; frame += 1) {
    let length = 0;
    const end = starts[frame + 1] ?? fragments.length;
    for (let i = starts[frame]!; i < end; i += 1) length += fragments[i]!.length;
    if (lengths[frame] !== length && lengths[frame] !== length - 1) return false;
  }
  return true;
}

/** The kind of codestream that the first fragment begins is taken to begin every frame. */
function placeByStarts(fragments: readonly Uint8Array[]): Placed {
  const kind = kindAt(fragments, 0);
  if (kind === undefined) return { placement: "none", starts: new Uint32Array(0) };
  const starts: number[] = [];
  for (let i = 0; i < fragments.length; i += 1) {
    if (kindAt(fragments, i) === kind) starts.push(i);
  }
  return { placement: "codestream-starts", starts: Uint32Array.from(starts) };
}

/** What begins with a fragment; the signature may go on in the next ones. */
function kindAt(fragments: readonly Uint8Array[], index: number): CodestreamKind | undefined {
  const fragment = fragments[index]!;
  if (fragment.length === 0) return undefined;
  if (fragment.length >= SIGNATURE_LENGTH) return codestreamKindOf(fragment);
  return codestreamKindOf(joinFragments(fragments.slice(index, index + SIGNATURE_LENGTH / 2).map(head)));
}

function head(fragment: Uint8Array): Uint8Array {
  return fragment.subarray(0, SIGNATURE_LENGTH);
}
