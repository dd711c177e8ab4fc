/** Walks the segments of a JPEG stream and gives its scans to a decoder. ITU-T T.81 Annex B. */
import { DecodeError } from "../../errors.ts";
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { codecError, reportProblem } from "../codec-problem.ts";
import type { CodecSteps } from "../codec-steps.ts";
import { createHuffmanTable, type HuffmanTable } from "./huffman-table.ts";
import { type JpegFrame, type JpegScan, readFrameHeader, readScanHeader, setHeight } from "./jpeg-frame.ts";
import { isRestart, isStartOfFrame, MARKER, standsAlone } from "./jpeg-markers.ts";
import { createStandardTable } from "./standard-tables.ts";

/** What the segments read so far have set. */
export interface JpegHeaders {
  frame: JpegFrame | undefined;
  /** In zigzag order, 64 elements each. */
  quantization: (Uint16Array | undefined)[];
  dcTables: (HuffmanTable | undefined)[];
  acTables: (HuffmanTable | undefined)[];
  /** Minimal coded units between restart markers, 0 without them. */
  restartInterval: number;
  /** An APP0 segment of JFIF was seen. */
  hasJfif: boolean;
  /** Of the APP14 segment of Adobe: 0 none (RGB, CMYK), 1 YCbCr, 2 YCCK. */
  adobeTransform: number | undefined;
}

export interface JpegVisitor {
  report: DecodeCodestreamOptions["report"];
  /** Called with the one frame header, its height known, before its first scan: the place to refuse a process or a size. */
  startFrame: (frame: JpegFrame) => void;
  /** Decodes one scan; returns the offset of the marker that ended its data, or of the end of the bytes. */
  decodeScan: (scan: JpegScan, headers: JpegHeaders) => CodecSteps<number>;
}

/**
 * Reads a stream from SOI to EOI and returns what its headers said. Segments that cannot be read are reported and passed
 * over; bytes after EOI are ignored.
 *
 * @throws DecodeError PIXEL_JPEG_NONE without SOI, PIXEL_JPEG_FRAME without a readable frame header, PIXEL_JPEG_SCAN
 * without a scan
 */
export function readJpeg(
  bytes: Uint8Array,
  visitor: JpegVisitor,
): CodecSteps<JpegHeaders & { frame: JpegFrame }> {
  return new JpegReader(bytes, visitor).read();
}

class JpegReader {
  readonly #bytes: Uint8Array;
  readonly #visitor: JpegVisitor;
  readonly #headers: JpegHeaders = {
    frame: undefined,
    quantization: [],
    dcTables: [],
    acTables: [],
    restartInterval: 0,
    hasJfif: false,
    adobeTransform: undefined,
  };
  #at: number;
  #scanCount = 0;
  #isStarted = false;

  constructor(bytes: Uint8Array, visitor: JpegVisitor) {
    this.#bytes = bytes;
    this.#visitor = visitor;
    this.#at = findStart(bytes);
  }

  *read(): CodecSteps<JpegHeaders & { frame: JpegFrame }> {
    if (this.#at > 2) this.#tell("PIXEL_JPEG_MARKER", "bytes before the start of the image", 0);
    for (;;) {
      const marker = this.#nextMarker();
      if (marker === undefined) {
        this.#tell("PIXEL_JPEG_TRUNCATED", "the JPEG stream ends without its end of image", this.#at);
        break;
      }
      if (marker === MARKER.EOI) break;
      if (standsAlone(marker)) {
        if (marker !== MARKER.TEM) this.#tell("PIXEL_JPEG_MARKER", "a marker out of place", this.#at - 2);
      } else if (!(yield* this.#readSegment(marker))) {
        break;
      }
    }
    const { frame } = this.#headers;
    const offsetBytes = this.#at;
    if (!frame) throw codecError("PIXEL_JPEG_FRAME", "a JPEG stream without a frame", offsetBytes);
    if (this.#scanCount === 0) {
      throw codecError("PIXEL_JPEG_SCAN", "a JPEG stream without a scan", offsetBytes);
    }
    return { ...this.#headers, frame };
  }

  /** Returns the next marker and moves behind it; undefined at the end of the bytes. */
  #nextMarker(): number | undefined {
    const bytes = this.#bytes;
    const start = this.#at;
    for (
      let at = bytes.indexOf(0xff, start);
      at >= 0 && at + 1 < bytes.length;
      at = bytes.indexOf(0xff, at)
    ) {
      const first = at;
      while (bytes[at + 1] === 0xff) at += 1;
      const marker = bytes[at + 1];
      at += 2;
      // FF 00 is data, 02H to BFH are reserved: neither begins a segment.
      if (marker === undefined || marker === 0 || (marker > MARKER.TEM && marker < MARKER.SOF0)) continue;
      this.#at = at;
      if (first > start) this.#tell("PIXEL_JPEG_MARKER", "bytes between segments", start);
      return marker;
    }
    return undefined;
  }

  /** Reads the segment of a marker; false where the bytes end in it. */
  *#readSegment(marker: number): CodecSteps<boolean> {
    const start = this.#at;
    const length = ((this.#bytes[start] ?? 0) << 8) | (this.#bytes[start + 1] ?? 0);
    if (start + Math.max(length, 2) > this.#bytes.length) {
      this.#tell("PIXEL_JPEG_TRUNCATED", "the JPEG stream ends in a segment", start - 2);
      return false;
    }
    if (length < 2) {
      this.#tell("PIXEL_JPEG_MARKER", "a segment of impossible length", start - 2);
      return true;
    }
    this.#at = start + length;
    const segment = this.#bytes.subarray(start + 2, this.#at);
    try {
      if (marker === MARKER.SOS) yield* this.#readScan(segment, start - 2);
      else this.#readParameters(marker, segment, start - 2);
    } catch (error) {
      // A frame that cannot be read or be there leaves nothing to decode; any other segment may be one of several.
      const isFatal = !(error instanceof DecodeError) || /FRAME|TOO_SHORT/.test(error.code);
      if (isFatal) throw error;
      this.#tell(error.code, error.message, error.offsetBytes);
    }
    return true;
  }

  #readParameters(marker: number, segment: Uint8Array, offset: number): void {
    const headers = this.#headers;
    if (marker === MARKER.DHT) this.#readHuffmanTables(segment, offset);
    else if (marker === MARKER.DQT) this.#readQuantization(segment, offset);
    else if (marker === MARKER.DRI) headers.restartInterval = word(segment, 0);
    else if (marker === MARKER.APP0) headers.hasJfif ||= startsWith(segment, "JFIF\0");
    else if (marker === MARKER.APP14) {
      if (startsWith(segment, "Adobe") && segment.length >= 12) headers.adobeTransform = segment[11];
    } else if (isStartOfFrame(marker)) {
      if (headers.frame) this.#tell("PIXEL_JPEG_MARKER", "a second frame header", offset);
      else headers.frame = readFrameHeader(marker, segment, offset);
    }
  }

  *#readScan(segment: Uint8Array, offset: number): CodecSteps<void> {
    const { frame } = this.#headers;
    if (!frame) throw codecError("PIXEL_JPEG_FRAME", "a JPEG scan before its frame", offset);
    const scan = readScanHeader(frame, segment, offset, this.#at);
    if (!this.#isStarted) {
      if (frame.height === 0) setHeight(frame, this.#findHeight());
      this.#visitor.startFrame(frame);
      this.#isStarted = true;
    }
    this.#at = yield* this.#visitor.decodeScan(scan, this.#headers);
    this.#scanCount += 1;
  }

  /** Returns the lines that a DNL segment behind the first scan tells. T.81 B.2.5. */
  #findHeight(): number {
    const bytes = this.#bytes;
    for (let at = bytes.indexOf(0xff, this.#at); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
      const marker = bytes[at + 1];
      if (marker === 0 || marker === 0xff || isRestart(marker)) continue;
      const height = marker === MARKER.DNL && at + 6 <= bytes.length ? word(bytes, at + 4) : 0;
      if (height > 0) return height;
      break;
    }
    throw codecError(
      "PIXEL_JPEG_FRAME",
      "a JPEG frame header without rows",
      this.#headers.frame?.offsetBytes ?? 0,
    );
  }

  /** T.81 B.2.4.2. */
  #readHuffmanTables(segment: Uint8Array, offset: number): void {
    for (let at = 0; at < segment.length; ) {
      const which = segment[at]!;
      const counts = segment.subarray(at + 1, at + 17);
      const start = at + 17;
      at = start + counts.reduce((sum, count) => sum + count, 0);
      if (which > 0x1f || (which & 15) > 3 || at > segment.length) {
        throw codecError("PIXEL_JPEG_TABLE", "a Huffman table that is none", offset);
      }
      const tables = which >> 4 === 0 ? this.#headers.dcTables : this.#headers.acTables;
      tables[which & 15] = createHuffmanTable(counts, segment.subarray(start, at), offset);
    }
  }

  /** T.81 B.2.4.1. */
  #readQuantization(segment: Uint8Array, offset: number): void {
    for (let at = 0; at < segment.length; ) {
      const which = segment[at]!;
      const size = which >> 4 === 0 ? 1 : 2;
      const start = at + 1;
      at = start + 64 * size;
      if (which > 0x1f || (which & 15) > 3 || at > segment.length) {
        throw codecError("PIXEL_JPEG_TABLE", "a quantization table that is none", offset);
      }
      this.#headers.quantization[which & 15] = Uint16Array.from({ length: 64 }, (_, i) =>
        size === 1 ? segment[start + i]! : word(segment, start + 2 * i),
      );
    }
  }

  #tell(code: string, message: string, offsetBytes: number): void {
    reportProblem(this.#visitor, code, message, offsetBytes);
  }
}

/**
 * Returns a Huffman table that a scan names; the standard's own, reported, where the stream brings none.
 *
 * @throws DecodeError PIXEL_JPEG_TABLE where nobody listens
 */
export function huffmanTableOf(
  headers: JpegHeaders,
  kind: "dc" | "ac",
  index: number,
  scan: JpegScan,
  options: DecodeCodestreamOptions,
): HuffmanTable {
  const tables = kind === "dc" ? headers.dcTables : headers.acTables;
  const table = tables[index];
  if (table) return table;
  const message = "a scan names a Huffman table that the stream does not bring: the standard's is taken";
  reportProblem(options, "PIXEL_JPEG_TABLE", message, scan.offsetBytes);
  const standard = createStandardTable(kind === "ac", index);
  tables[index] = standard;
  return standard;
}

/** Returns the offset behind SOI. Bytes before it are passed over if what follows looks like a segment. */
function findStart(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === MARKER.SOI && (at === 0 || bytes[at + 2] === 0xff)) return at + 2;
  }
  throw codecError("PIXEL_JPEG_NONE", "no JPEG stream: no start of image", 0);
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function startsWith(segment: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => segment[i] === character.charCodeAt(0));
}
