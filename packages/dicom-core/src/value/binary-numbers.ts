/** Binary numbers, one or an array of them, in either byte order. PS3.5 6.2, 7.3. */
import type { Vr } from "../vr/vr-table.ts";

/** Numbers of one element as they lie in memory. */
export type NumberArray =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

type NumberArrayConstructor = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumberArray;
  readonly BYTES_PER_ELEMENT: number;
};

const ARRAYS: { readonly [vr in Vr]?: NumberArrayConstructor } = {
  US: Uint16Array,
  SS: Int16Array,
  UL: Uint32Array,
  SL: Int32Array,
  FL: Float32Array,
  FD: Float64Array,
  SV: BigInt64Array,
  UV: BigUint64Array,
  OB: Uint8Array,
  OW: Uint16Array,
  OL: Uint32Array,
  OF: Float32Array,
  OD: Float64Array,
  OV: BigUint64Array,
  UN: Uint8Array,
};

/** Tells whether this machine keeps the lowest byte first. */
const IS_NATIVE_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Returns one value of US SS UL SL FL FD (number), SV UV (bigint) or AT (tag). */
export function readNumber(view: DataView, at: number, vr: Vr, isLittleEndian: boolean): number | bigint {
  switch (vr) {
    case "US":
      return view.getUint16(at, isLittleEndian);
    case "SS":
      return view.getInt16(at, isLittleEndian);
    case "UL":
      return view.getUint32(at, isLittleEndian);
    case "SL":
      return view.getInt32(at, isLittleEndian);
    case "FL":
      return view.getFloat32(at, isLittleEndian);
    case "FD":
      return view.getFloat64(at, isLittleEndian);
    case "SV":
      return view.getBigInt64(at, isLittleEndian);
    case "UV":
      return view.getBigUint64(at, isLittleEndian);
    default:
      return ((view.getUint16(at, isLittleEndian) << 16) | view.getUint16(at + 2, isLittleEndian)) >>> 0;
  }
}

/**
 * Returns the numbers of a binary value as a typed array of the VR's kind (OW as Uint16Array, OB and UN as
 * Uint8Array, AT as tags in a Uint32Array); `undefined` for text and sequences. Bytes beyond the last whole number
 * are left out.
 *
 * A view into `bytes` where these are aligned and in the machine's byte order, else a copy; AT is a copy.
 */
export function numberArray(bytes: Uint8Array, vr: Vr, isLittleEndian: boolean): NumberArray | undefined {
  if (vr === "AT") return tagArray(bytes, isLittleEndian);
  const type = ARRAYS[vr];
  if (type === undefined) return undefined;
  const unit = type.BYTES_PER_ELEMENT;
  const count = Math.floor(bytes.length / unit);
  const isNative = unit === 1 || isLittleEndian === IS_NATIVE_LITTLE_ENDIAN;
  if (isNative && bytes.byteOffset % unit === 0) return new type(bytes.buffer, bytes.byteOffset, count);
  const copy = new Uint8Array(bytes.subarray(0, count * unit));
  if (!isNative) {
    for (let at = 0; at < copy.length; at += unit) {
      for (let i = 0; i < unit; i += 1) copy[at + i] = bytes[at + unit - 1 - i] as number;
    }
  }
  return new type(copy.buffer, 0, count);
}

function tagArray(bytes: Uint8Array, isLittleEndian: boolean): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = new Uint32Array(Math.floor(bytes.length / 4));
  for (let i = 0; i < tags.length; i += 1) tags[i] = readNumber(view, i * 4, "AT", isLittleEndian) as number;
  return tags;
}

/** Returns values that were set as a typed array of the VR's kind. */
export function numberArrayOf(values: readonly unknown[], vr: Vr): NumberArray | undefined {
  const type = vr === "AT" ? Uint32Array : ARRAYS[vr];
  if (type === undefined) return undefined;
  return (type as unknown as { from(values: readonly unknown[]): NumberArray }).from(values);
}
