/** A reader of PNG files that shares nothing with the writer: every filter, CRCs checked, no interlace, no palette. */
import { crc32, inflateSync } from "node:zlib";

export interface DecodedPng {
  width: number;
  height: number;
  channelCount: number;
  bitDepth: number;
  /** `[row][column][channel]`. */
  samples: Uint8Array | Uint16Array;
  /** Names of the chunks in their order. */
  chunks: string[];
  /** Pixels per unit, where given: x, y, unit. */
  pixelsPerUnit: [number, number, number] | undefined;
}

export function decodePng(file: Uint8Array): DecodedPng {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (Buffer.from(file.subarray(0, 8)).toString("latin1") !== "\x89PNG\r\n\x1a\n") throw new Error("no PNG");
  const parts: Uint8Array[] = [];
  const chunks: string[] = [];
  let header: DataView | undefined;
  let pixelsPerUnit: DecodedPng["pixelsPerUnit"];
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at);
    const name = Buffer.from(file.subarray(at + 4, at + 8)).toString("latin1");
    const data = file.subarray(at + 8, at + 8 + length);
    if (crc32(file.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw new Error(`wrong CRC of ${name}`);
    }
    chunks.push(name);
    const inside = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (name === "IHDR") header = inside;
    if (name === "IDAT") parts.push(data);
    if (name === "pHYs") pixelsPerUnit = [inside.getUint32(0), inside.getUint32(4), inside.getUint8(8)];
    at += length + 12;
  }
  if (header === undefined) throw new Error("no IHDR");
  const [width, height, bitDepth] = [header.getUint32(0), header.getUint32(4), header.getUint8(8)];
  const channelCount = { 0: 1, 2: 3, 4: 2, 6: 4 }[header.getUint8(9)]!;
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), width * channelCount * (bitDepth / 8), height, {
    step: channelCount * (bitDepth / 8),
  });
  const samples = bitDepth === 8 ? bytes : new Uint16Array(bytes.length / 2);
  if (bitDepth === 16) {
    for (let i = 0; i < samples.length; i += 1) samples[i] = bytes[i * 2]! * 256 + bytes[i * 2 + 1]!;
  }
  return { width, height, channelCount, bitDepth, samples, chunks, pixelsPerUnit };
}

function unfiltered(
  data: Uint8Array,
  stride: number,
  height: number,
  { step }: { step: number },
): Uint8Array {
  if (data.length !== (stride + 1) * height) throw new Error(`${data.length} bytes of rows`);
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)]!;
    for (let i = 0; i < stride; i += 1) {
      const at = row * stride + i;
      const left = i >= step ? out[at - step]! : 0;
      const above = row > 0 ? out[at - stride]! : 0;
      const corner = i >= step && row > 0 ? out[at - stride - step]! : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      if (guess === undefined) throw new Error(`filter ${filter}`);
      out[at] = data[row * (stride + 1) + 1 + i]! + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
