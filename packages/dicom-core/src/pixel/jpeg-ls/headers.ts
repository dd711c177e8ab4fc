/** Marker segments of a JPEG-LS codestream up to a scan. ITU-T T.87 Annex C, T.81 Annex B. */
import { DecodeError, UnsupportedError } from "../../errors.ts";
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { reportProblem } from "../codec-problem.ts";
import type { JpegLsPresets } from "./parameters.ts";

export interface FrameHeader {
  bitsPerSample: number;
  height: number;
  width: number;
  /** Component identifiers in the order of the frame. */
  componentIds: number[];
}

export interface ScanHeader {
  /** Positions of the scan's components in the frame. */
  components: number[];
  near: number;
  interleave: JpegLsInterleave;
  /** Where the entropy-coded data begins. */
  dataOffset: number;
}

/** How the components of a scan alternate; a scan of one component is `none`. */
export type JpegLsInterleave = "none" | "line" | "sample";
/** The value of the scan header is the index. */
export const INTERLEAVES = ["none", "line", "sample"] as const;

/** Transform of an APP8 segment "mrfx", as HP's and CharLS's encoders write it. */
export type JpegLsColorTransform = "none" | "HP1" | "HP2" | "HP3";
const COLOR_TRANSFORMS = ["none", "HP1", "HP2", "HP3"] as const;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DRI = 0xdd;
const APP8 = 0xe8;
/** SOF55, the one frame header of JPEG-LS. */
const SOF = 0xf7;
const LSE = 0xf8;

/** Reads marker segments in their order; what they set stays for the scans that follow. */
export class HeaderReader {
  frame: FrameHeader | undefined;
  presets: JpegLsPresets = {};
  /** Lines between restart markers, 0 without. */
  restartInterval = 0;
  colorTransform: JpegLsColorTransform = "none";
  readonly #bytes: Uint8Array;
  readonly #options: DecodeCodestreamOptions;
  #size = { height: 0, width: 0 };

  constructor(bytes: Uint8Array, options: DecodeCodestreamOptions) {
    this.#bytes = bytes;
    this.#options = options;
    if (bytes[0] !== 0xff || bytes[1] !== SOI) {
      throw new DecodeError("PIXEL_JPEG_LS_HEADER", "no SOI marker where the codestream begins");
    }
  }

  /** Returns the next scan from an offset on; `undefined` at EOI or where the bytes end. */
  readScan(offset: number): ScanHeader | undefined {
    const bytes = this.#bytes;
    for (let at = offset; ; ) {
      at = bytes.indexOf(0xff, at);
      while (at >= 0 && bytes[at + 1] === 0xff) at += 1;
      const marker = at < 0 ? undefined : bytes[at + 1];
      if (marker === undefined || marker === EOI) return undefined;
      const start = at + 2;
      // SOI, restart markers and TEM have no segment; below 80 it is a stuffed byte of data passed over.
      if (marker < 0x80 || (marker >= 0xd0 && marker <= SOI)) {
        at = start;
        continue;
      }
      const length = this.#number(start, 2, bytes.length);
      if (length === undefined || length < 2 || start + length > bytes.length) {
        // Nothing of what is cut off can be used, and what follows a wrong length cannot be found.
        if (this.frame === undefined || marker === SOS) fail("a marker segment is cut off", at);
        return undefined;
      }
      if (marker === SOS) return this.#scan(start + 2, start + length);
      this.#segment(marker, start + 2, start + length);
      at = start + length;
    }
  }

  #segment(marker: number, at: number, end: number): void {
    if (marker === SOF) this.#frame(at, end);
    else if (marker === LSE) this.#lse(at, end);
    else if (marker === DRI) this.restartInterval = this.#number(at, end - at, end) ?? 0;
    else if (marker === APP8) this.#colorTransform(at, end);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      fail(`frame header FF${marker.toString(16).toUpperCase()} is not of JPEG-LS`, at);
    }
  }

  /** P, Y, X, Nf, then of each component its identifier, sampling factors and a byte of no use. T.81 B.2.2. */
  #frame(at: number, end: number): void {
    const bytes = this.#bytes;
    const count = bytes[at + 5] ?? 0;
    if (this.frame !== undefined) fail("a second frame header", at);
    if (end - at < 6 + 3 * count || count === 0) fail("a frame header without its components", at);
    const componentIds: number[] = [];
    for (let i = at + 6; i < at + 6 + 3 * count; i += 3) {
      componentIds.push(bytes[i]!);
      if (count > 1 && bytes[i + 1] !== bytes[at + 7]) unsupported("components of different size");
    }
    const bitsPerSample = bytes[at]!;
    if (bitsPerSample < 2 || bitsPerSample > 16) fail(`${bitsPerSample} bits per sample`, at);
    if (count > 4) unsupported(`${count} components`);
    const height = this.#number(at + 1, 2, end) || this.#size.height;
    const width = this.#number(at + 3, 2, end) || this.#size.width;
    if (height === 0 || width === 0) fail(`an image of ${width} x ${height}`, at);
    this.frame = { bitsPerSample, height, width, componentIds };
  }

  /** T.87 C.2.4. */
  #lse(at: number, end: number): void {
    const id = this.#bytes[at];
    const two = (index: number) => this.#number(at + 1 + 2 * index, 2, end) ?? 0;
    if (id === 1) {
      this.presets = { maxVal: two(0), t1: two(1), t2: two(2), t3: two(3), reset: two(4) };
    } else if (id === 4) {
      // Wxy, the bytes of each number, then Ye and Xe; the frame header has 0 instead of them.
      const size = this.#bytes[at + 1] ?? 0;
      const height = this.#number(at + 2, size, end) ?? 0;
      this.#size = { height, width: this.#number(at + 2 + size, size, end) ?? 0 };
    }
  }

  /** Ns, of each component its identifier and mapping table, then NEAR, ILV and the point transform. T.87 C.2.3. */
  #scan(at: number, end: number): ScanHeader {
    const bytes = this.#bytes;
    const { frame } = this;
    if (frame === undefined) fail("a scan before the frame header", at);
    const count = bytes[at] ?? 0;
    const last = at + 1 + 2 * count;
    if (count === 0 || count > frame.componentIds.length || end < last + 3) fail("a broken scan header", at);
    const components: number[] = [];
    for (let i = at + 1; i < last; i += 2) {
      const component = frame.componentIds.findIndex((id, c) => id === bytes[i] && !components.includes(c));
      if (component < 0) fail(`a scan of component ${bytes[i]}, which is not in the frame`, i);
      components.push(component);
      if (bytes[i + 1] !== 0) {
        const message = "a mapping table is not applied: the samples are its indexes";
        reportProblem(this.#options, "PIXEL_JPEG_LS_MAPPING_TABLE", message, i);
      }
    }
    const interleave = INTERLEAVES[bytes[last + 1]!];
    if (interleave === undefined || (interleave === "none" && count > 1)) {
      fail(`interleave mode ${bytes[last + 1]} of ${count} components`, last + 1);
    }
    if (bytes[last + 2] !== 0) unsupported("a point transform");
    return {
      components,
      near: bytes[last]!,
      interleave: count === 1 ? "none" : interleave,
      dataOffset: end,
    };
  }

  #colorTransform(at: number, end: number): void {
    const isHp = end - at >= 5 && String.fromCharCode(...this.#bytes.subarray(at, at + 4)) === "mrfx";
    if (!isHp) return;
    const transform = COLOR_TRANSFORMS[this.#bytes[at + 4]!];
    if (transform === undefined) unsupported("an unknown colour transform");
    this.colorTransform = transform;
  }

  /** Big endian, 1 to 4 bytes; `undefined` where they are not there. */
  #number(at: number, size: number, end: number): number | undefined {
    if (size < 1 || size > 4 || at + size > end) return undefined;
    let value = 0;
    for (let i = at; i < at + size; i += 1) value = value * 256 + this.#bytes[i]!;
    return value;
  }
}

function fail(message: string, offsetBytes: number): never {
  throw new DecodeError("PIXEL_JPEG_LS_HEADER", message, { offsetBytes });
}

function unsupported(what: string): never {
  throw new UnsupportedError("UNSUPPORTED_JPEG_LS", `JPEG-LS with ${what} cannot be decoded`);
}
