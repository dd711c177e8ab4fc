/** Frame and scan headers of JPEG. ITU-T T.81 B.2.2 and B.2.3. */
import { codecError } from "../codec-problem.ts";

export interface JpegComponent {
  id: number;
  /** Samples in a minimal coded unit: across and down, 1 to 4. */
  h: number;
  v: number;
  /** Quantization table, 0 to 3. */
  quantization: number;
  /** Size in samples, before upsampling. */
  width: number;
  height: number;
}

export interface JpegFrame {
  /** The start of frame marker's second byte, C0H to CFH. */
  marker: number;
  precision: number;
  width: number;
  height: number;
  components: JpegComponent[];
  /** Largest h and v of the components. */
  maxH: number;
  maxV: number;
  /** Of the marker, in bytes. */
  offsetBytes: number;
}

export interface JpegScan {
  components: {
    /** Of the frame's components. */
    index: number;
    dcTable: number;
    acTable: number;
  }[];
  /** Ss: first coefficient; the predictor of lossless frames. */
  spectralStart: number;
  /** Se: last coefficient. */
  spectralEnd: number;
  /** Ah: bits of the coefficients known from earlier scans end here; 0 in a first scan. */
  approximationHigh: number;
  /** Al: bits of the coefficients end here; the point transform of lossless frames. */
  approximationLow: number;
  /** Of the marker, in bytes. */
  offsetBytes: number;
  /** Where entropy-coded data begins. */
  dataOffset: number;
}

/**
 * Returns a frame header; its height is 0 where a DNL segment is to tell it.
 *
 * @param segment the parameters, without their length
 * @throws DecodeError PIXEL_JPEG_FRAME for a header that describes no image
 */
export function readFrameHeader(marker: number, segment: Uint8Array, offsetBytes: number): JpegFrame {
  const fail = (what: string): never => {
    throw codecError("PIXEL_JPEG_FRAME", `a JPEG frame header with ${what}`, offsetBytes);
  };
  const count = segment[5] ?? 0;
  if (segment.length < 6 + 3 * count || count === 0) fail(`${count} components in ${segment.length} bytes`);
  // T.81 allows 255, all of them in scans of at most four; images have one, three or four.
  if (count > 4) fail(`${count} components`);
  const precision = segment[0]!;
  if (precision < 2 || precision > 16) fail(`${precision} bits a sample`);
  const height = (segment[1]! << 8) | segment[2]!;
  const width = (segment[3]! << 8) | segment[4]!;
  if (width === 0) fail("no columns");
  const components: JpegComponent[] = [];
  for (let at = 6; components.length < count; at += 3) {
    const h = segment[at + 1]! >> 4;
    const v = segment[at + 1]! & 15;
    if (h < 1 || h > 4 || v < 1 || v > 4) fail(`sampling factors ${h} x ${v}`);
    components.push({ id: segment[at]!, h, v, quantization: segment[at + 2]! & 3, width: 0, height: 0 });
  }
  const maxH = Math.max(...components.map(({ h }) => h));
  const maxV = Math.max(...components.map(({ v }) => v));
  const frame = { marker, precision, width, height: 0, components, maxH, maxV, offsetBytes };
  setHeight(frame, height);
  return frame;
}

/** Sets the number of lines of a frame, and what follows from it. */
export function setHeight(frame: JpegFrame, height: number): void {
  frame.height = height;
  for (const component of frame.components) {
    component.width = Math.ceil((frame.width * component.h) / frame.maxH);
    component.height = Math.ceil((height * component.v) / frame.maxV);
  }
}

/**
 * Returns a scan header.
 *
 * @param segment the parameters, without their length
 * @throws DecodeError PIXEL_JPEG_SCAN for one that names no components of the frame
 */
export function readScanHeader(
  frame: JpegFrame,
  segment: Uint8Array,
  offsetBytes: number,
  dataOffset: number,
): JpegScan {
  const count = segment[0] ?? 0;
  const tail = 1 + 2 * count;
  const components: JpegScan["components"] = [];
  for (let at = 1; at < tail && segment.length >= tail + 3; at += 2) {
    const index = frame.components.findIndex(
      ({ id }, i) => id === segment[at] && !components.some((used) => used.index === i),
    );
    if (index < 0) break;
    const tables = segment[at + 1]!;
    components.push({ index, dcTable: (tables >> 4) & 3, acTable: tables & 3 });
  }
  if (count < 1 || components.length !== count) {
    throw codecError("PIXEL_JPEG_SCAN", "a JPEG scan header that does not fit its frame", offsetBytes);
  }
  return {
    components,
    spectralStart: segment[tail]!,
    spectralEnd: segment[tail + 1]!,
    approximationHigh: segment[tail + 2]! >> 4,
    approximationLow: segment[tail + 2]! & 15,
    offsetBytes,
    dataOffset,
  };
}
