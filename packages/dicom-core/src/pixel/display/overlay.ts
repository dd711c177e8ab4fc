/** Overlay planes of a frame, in elements of their own or in unused bits of the pixels. PS3.3 C.9.2, C.9.3; PS3.5 8.1.2. */
import { swapUnits } from "../../bytes/swap-units.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import type { PixelArray } from "../unpack.ts";
import type { FactsContext } from "./facts-context.ts";
import { codeIn, numberIn, numbersIn } from "./frame-attributes.ts";

/** An overlay of a frame. PS3.3 C.9.2. */
export interface OverlayPlane {
  /** 0x6000 to 0x601E. */
  group: number;
  /** `G`: graphics, `R`: a region of interest. */
  type: "G" | "R";
  label: string;
  description: string;
  rows: number;
  columns: number;
  /** Where its upper left bit lies in the image, counted from 0; may be outside of it. */
  originRow: number;
  originColumn: number;
  /** `[row][column]`, one bit each, the lowest of a byte first. Empty for bits of the pixels until they are taken out. */
  bits: Uint8Array;
  /** Bit of the pixel cell that it lies in. Retired, PS3.5 2004. */
  embeddedBit: number | undefined;
}

const FIRST_GROUP = 0x6000;
const GROUP_COUNT = 16;
const ELEMENT = {
  rows: 0x0010,
  columns: 0x0011,
  numberOfFrames: 0x0015,
  description: 0x0022,
  type: 0x0040,
  origin: 0x0050,
  imageFrameOrigin: 0x0051,
  bitsAllocated: 0x0100,
  bitPosition: 0x0102,
  label: 0x1500,
  data: 0x3000,
};

/** Reads the overlay planes that belong to a frame. */
export function readOverlays(context: FactsContext): OverlayPlane[] {
  const planes: OverlayPlane[] = [];
  for (let i = 0; i < GROUP_COUNT; i += 1) {
    const group = FIRST_GROUP + 2 * i;
    const base = group * 0x10000;
    if (!context.dataset.has(base + ELEMENT.rows) && !context.dataset.has(base + ELEMENT.data)) continue;
    const plane = readOverlay(context, group, base);
    if (typeof plane === "string") {
      context.note("DISPLAY_OVERLAY", base + ELEMENT.rows, `an overlay is passed over: ${plane}`);
    } else if (plane !== undefined) {
      planes.push(plane);
    }
  }
  return planes;
}

/** Returns a plane, what is wrong with it, or nothing where it belongs to other frames. */
function readOverlay(context: FactsContext, group: number, base: number): OverlayPlane | string | undefined {
  const { dataset, frameIndex, note } = context;
  const data = dataset.element(base + ELEMENT.data);
  const bitsAllocated = numberIn(dataset, base + ELEMENT.bitsAllocated) ?? 1;
  const embeddedBit = data ? undefined : numberIn(dataset, base + ELEMENT.bitPosition);
  // There is a bit in every pixel, whatever size is claimed.
  const rows = data ? (numberIn(dataset, base + ELEMENT.rows) ?? 0) : context.rows;
  const columns = data ? (numberIn(dataset, base + ELEMENT.columns) ?? 0) : context.columns;
  if (!isSize(rows) || !isSize(columns)) return "it has no rows or columns";
  if (!data && (embeddedBit === undefined || bitsAllocated < 2 || embeddedBit > 31 || embeddedBit < 0)) {
    return "it has neither data nor a bit of the pixels";
  }
  const frame = overlayFrame(dataset, base, frameIndex);
  if (frame === undefined) return undefined;
  const size = rows * columns;
  const bits = data
    ? bitsOf(overlayBytes(dataset, base + ELEMENT.data), frame * size, size)
    : new Uint8Array(0);
  if (data && bits.length === 0) return "it has no data";
  if (bits.length * 8 < size && data) {
    note("DISPLAY_OVERLAY", base + ELEMENT.data, "the data of an overlay ends early: the rest is empty");
  }
  const [row = 1, column = 1] = numbersIn(dataset, base + ELEMENT.origin);
  return {
    group,
    type: codeIn(dataset, base + ELEMENT.type) === "R" ? "R" : "G",
    label: dataset.getText(base + ELEMENT.label)?.trim() ?? "",
    description: dataset.getText(base + ELEMENT.description)?.trim() ?? "",
    rows,
    columns,
    originRow: Number.isNaN(row) ? 0 : row - 1,
    originColumn: Number.isNaN(column) ? 0 : column - 1,
    bits,
    embeddedBit,
  };
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 0xffff;
}

/** Returns which frame of an overlay is for an image frame: the first of all where it has no frames of its own. PS3.3 C.9.3. */
function overlayFrame(dataset: Dataset, base: number, frameIndex: number): number | undefined {
  const count = numberIn(dataset, base + ELEMENT.numberOfFrames);
  if (count === undefined) return 0;
  const frame = frameIndex - ((numberIn(dataset, base + ELEMENT.imageFrameOrigin) ?? 1) - 1);
  return frame >= 0 && frame < count ? frame : undefined;
}

/** The first pixel is the lowest bit of the first byte; of a word, its lowest bit. PS3.5 8.1.2. */
function overlayBytes(dataset: Dataset, tag: number): Uint8Array {
  const element = dataset.element(tag)!;
  if (element.items || element.fragments) return new Uint8Array(0);
  if (element.span === undefined) {
    const value = dataset.get(tag);
    return value instanceof Uint8Array ? value : new Uint8Array(0);
  }
  const isSwapped = element.vr === "OW" && !element.span.source.isLittleEndian;
  return isSwapped ? swapUnits(element.bytes, 2) : element.bytes;
}

/** Returns a copy of the bits from `start` on, moved to the beginning of a byte; fewer where there are fewer. */
function bitsOf(bytes: Uint8Array, start: number, count: number): Uint8Array {
  const first = Math.floor(start / 8);
  const shift = start % 8;
  const length = Math.max(0, Math.min(Math.ceil(count / 8), bytes.length - first));
  const out = bytes.slice(first, first + length);
  if (shift === 0) return out;
  for (let i = 0; i < length; i += 1) {
    out[i] = (bytes[first + i]! | ((bytes[first + i + 1] ?? 0) << 8)) >> shift;
  }
  return out;
}

/**
 * Returns the planes, those in bits of the pixels taken out of them.
 *
 * @param rawSamples the samples of the frame with the bits above Bits Stored as they come
 */
export function extractEmbeddedOverlays(
  overlays: readonly OverlayPlane[],
  rawSamples: PixelArray,
): readonly OverlayPlane[] {
  return overlays.map((plane) => {
    const bit = plane.embeddedBit;
    if (bit === undefined || bit >= rawSamples.BYTES_PER_ELEMENT * 8) return plane;
    const bits = new Uint8Array(Math.ceil(rawSamples.length / 8));
    for (let i = 0; i < rawSamples.length; i += 1) bits[i >> 3]! |= ((rawSamples[i]! >>> bit) & 1) << (i & 7);
    return { ...plane, bits };
  });
}
