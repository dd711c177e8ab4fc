/** Pixels as a PNG file: grey, RGB or RGBA of 8 bits, grey of 16. ISO/IEC 15948 (PNG, third edition) 5, 9, 10, 11. */
import { crc32, deflateSync } from "node:zlib";

export interface PngImage {
  width: number;
  height: number;
  /** Samples of a pixel: 1 grey, 3 RGB, 4 RGBA. */
  channelCount: 1 | 3 | 4;
  /** `[row][column][channel]`; 16 bits only of grey. */
  samples: Uint8Array | Uint8ClampedArray | Uint16Array;
  /** Width of a pixel to its height, where they differ. */
  aspect?: readonly [width: number, height: number] | undefined;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** By channels. 11.2.1, table 8. */
const COLOR_TYPE = { 1: 0, 3: 2, 4: 6 } as const;
const SUB = 1;
const UP = 2;

/** Returns a PNG file. */
export function encodePng(image: PngImage): Uint8Array {
  const { width, height, channelCount, samples, aspect } = image;
  const bitDepth = samples.BYTES_PER_ELEMENT * 8;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, bitDepth);
  header.setUint8(9, COLOR_TYPE[channelCount]);
  const chunks = [chunk("IHDR", new Uint8Array(header.buffer))];
  if (aspect !== undefined) chunks.push(chunk("pHYs", pixelsPerUnit(aspect)));
  chunks.push(chunk("IDAT", deflateSync(filterRows(image))), chunk("IEND", new Uint8Array(0)));
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** Length, name, data, CRC of name and data. 5.3. */
function chunk(name: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

/** A ratio without a unit: the wider a pixel, the fewer of them. 11.3.4.3. */
function pixelsPerUnit([width, height]: readonly [number, number]): Uint8Array {
  const out = new DataView(new ArrayBuffer(9));
  const scale = 1000 / Math.max(width, height);
  out.setUint32(0, Math.max(1, Math.round(height * scale)));
  out.setUint32(4, Math.max(1, Math.round(width * scale)));
  return new Uint8Array(out.buffer);
}

/** Each row behind the number of its filter, the one whose differences are smaller. 9.2, 12.7. */
function filterRows({ width, height, channelCount, samples }: PngImage): Uint8Array {
  const bytes = bigEndian(samples);
  const step = channelCount * samples.BYTES_PER_ELEMENT;
  const stride = width * step;
  const out = new Uint8Array((stride + 1) * height);
  const above = new Uint8Array(stride);
  for (let row = 0, to = 0; row < height; row += 1, to += stride + 1) {
    const line = bytes.subarray(row * stride, (row + 1) * stride);
    const sub = out.subarray(to + 1, to + 1 + stride);
    const subCost = subtract(line, shifted(line, step), sub);
    out[to] = SUB;
    if (row > 0) {
      const upCost = subtract(line, bytes.subarray((row - 1) * stride, row * stride), above);
      if (upCost < subCost) {
        out[to] = UP;
        sub.set(above);
      }
    }
  }
  return out;
}

/** The bytes of the pixel to the left, 0 before the first. */
function shifted(line: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(line.length);
  out.set(line.subarray(0, line.length - step), step);
  return out;
}

/** Returns the sum of the differences as signed bytes. */
function subtract(line: Uint8Array, other: Uint8Array, out: Uint8Array): number {
  let cost = 0;
  for (let i = 0; i < line.length; i += 1) {
    const difference = (line[i]! - other[i]!) & 0xff;
    out[i] = difference;
    cost += difference < 128 ? difference : 256 - difference;
  }
  return cost;
}

function bigEndian(samples: PngImage["samples"]): Uint8Array {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  if (samples.BYTES_PER_ELEMENT === 1) return bytes;
  const out = new DataView(new ArrayBuffer(bytes.length));
  for (let i = 0; i < samples.length; i += 1) out.setUint16(i * 2, samples[i]!);
  return new Uint8Array(out.buffer);
}
