/** Cuts compressed frames into the items and tables of encapsulated Pixel Data. PS3.5 A.4, PS3.3 C.7.6.3.1.8. */
import { EncodeError, InvalidArgumentError } from "../errors.ts";

/** How `encapsulateFrames` cuts frames. */
export interface EncapsulateOptions {
  /** Longest fragment in bytes, even. Default: each frame is one fragment. */
  fragmentBytes?: number;
  /** Default "basic". An "extended" one needs each frame in one fragment. */
  offsetTable?: "basic" | "extended" | "none";
}

/** What encapsulated Pixel Data is made of. */
export interface EncapsulatedPixelData {
  /** The first one is the Basic Offset Table, maybe empty; then the fragments: views of the frames unless padded. */
  fragments: Uint8Array[];
  /** (7FE0,0001), with "extended" only. */
  extendedOffsetTable?: Uint8Array;
  /** (7FE0,0002), with "extended" only: lengths of the frames without padding. */
  extendedOffsetTableLengths?: Uint8Array;
}

const ITEM_HEADER_LENGTH = 8;
const MAX_FRAGMENT_BYTES = 0xfffffffe;
const MAX_BASIC_OFFSET = 0xffffffff;

/**
 * Returns the items and tables for compressed frames, in order. A frame of odd length gets a zero byte at its end.
 *
 * @throws InvalidArgumentError ARG_FRAGMENT_BYTES for a size that is odd or no size, or that cuts a frame beside an
 *   Extended Offset Table
 * @throws EncodeError ENCODE_OFFSET_TABLE for offsets beyond 4 GiB in a Basic Offset Table
 * @see PS3.5 A.4
 */
export function encapsulateFrames(
  frames: Iterable<Uint8Array>,
  { fragmentBytes = MAX_FRAGMENT_BYTES, offsetTable = "basic" }: EncapsulateOptions = {},
): EncapsulatedPixelData {
  if (
    !Number.isInteger(fragmentBytes) ||
    fragmentBytes < 2 ||
    fragmentBytes > MAX_FRAGMENT_BYTES ||
    fragmentBytes % 2
  ) {
    throw new InvalidArgumentError(
      "ARG_FRAGMENT_BYTES",
      "a fragment takes an even number of bytes below 4 GiB",
    );
  }
  const fragments: Uint8Array[] = [new Uint8Array(0)];
  const offsets: number[] = [];
  const lengths: number[] = [];
  let position = 0;
  for (const frame of frames) {
    if (offsetTable === "extended" && frame.length > fragmentBytes) {
      throw new InvalidArgumentError(
        "ARG_FRAGMENT_BYTES",
        "an Extended Offset Table needs each frame in one fragment",
      );
    }
    offsets.push(position);
    lengths.push(frame.length);
    let from = 0;
    do {
      const fragment = even(frame.subarray(from, from + fragmentBytes));
      fragments.push(fragment);
      position += ITEM_HEADER_LENGTH + fragment.length;
      from += fragmentBytes;
    } while (from < frame.length);
  }
  if (offsetTable === "basic") fragments[0] = encodeBasic(offsets);
  if (offsetTable !== "extended") return { fragments };
  return {
    fragments,
    extendedOffsetTable: encodeWide(offsets),
    extendedOffsetTableLengths: encodeWide(lengths),
  };
}

function even(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
}

function encodeBasic(offsets: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(offsets.length * 4));
  for (const [index, offset] of offsets.entries()) {
    if (offset > MAX_BASIC_OFFSET) {
      throw new EncodeError("ENCODE_OFFSET_TABLE", "a Basic Offset Table cannot reach beyond 4 GiB", {
        path: "7FE0,0010",
        details: { frame: index },
      });
    }
    view.setUint32(index * 4, offset, true);
  }
  return new Uint8Array(view.buffer);
}

function encodeWide(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) view.setBigUint64(index * 8, BigInt(value), true);
  return new Uint8Array(view.buffer);
}
