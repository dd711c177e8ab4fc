/** JPEG with the discrete cosine transform: baseline, extended and progressive, of 8 and 12 bits. ITU-T T.81 Annexes F, G. */
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { assertPlausible, assertSampleCount, codecError, reportProblem } from "../codec-problem.ts";
import { type CodecSteps, decoderOfSteps, finish } from "../codec-steps.ts";
import { type ComponentPlane, createPlane, keepQuantization, transformPlane } from "./component-plane.ts";
import { EntropyReader } from "./entropy-reader.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";
import { assertProcess, type JpegImage, jpegImageOf } from "./jpeg-image.ts";
import { MARKER } from "./jpeg-markers.ts";
import { decodeProgressiveScan, noteProgress } from "./progressive-scan.ts";
import { huffmanTableOf, type JpegHeaders, readJpeg } from "./read-jpeg.ts";
import { acCodesOf, decodeSequentialScan } from "./sequential-scan.ts";
import { joinPlanes } from "./upsample.ts";

/** A block of 64 samples takes one bit at least. */
const MAX_SAMPLES_PER_BYTE = 8 * 64;
/** Visits of every block by progressive scans: far more than any encoder's, far less than streams can be made to ask for. */
const MAX_VISITS_PER_BLOCK = 100;

/**
 * Returns the samples of one frame. Components with half the columns (and rows) are upsampled as libjpeg's "fancy" does,
 * others by repetition. Samples whose data is cut off or damaged are 0; in progressive frames, what is known of them.
 * Reported are the problems `PIXEL_JPEG_…` of docs/errors.md.
 *
 * @throws DecodeError PIXEL_JPEG_NONE, PIXEL_JPEG_FRAME, PIXEL_JPEG_SCAN where nothing can be decoded, PIXEL_TOO_SHORT for
 * a size that the bytes cannot fill
 * @throws UnsupportedError UNSUPPORTED_JPEG_PROCESS for lossless, arithmetic and hierarchical streams
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 */
export function decodeJpeg(bytes: Uint8Array, options: DecodeCodestreamOptions = {}): JpegImage {
  return finish(jpegSteps(bytes, options));
}

/** {@link decodeJpeg} as a decoder of frames: in slices of time where the facts have a `pause`. */
export const jpegDecoder = decoderOfSteps(jpegSteps);

/** Does what decodeJpeg does, a row of blocks at a time. */
function jpegSteps(bytes: Uint8Array, options: DecodeCodestreamOptions): CodecSteps<JpegImage> {
  return new JpegDecoder(bytes, options).decode();
}

class JpegDecoder {
  readonly #bytes: Uint8Array;
  readonly #options: DecodeCodestreamOptions;
  readonly #reader = new EntropyReader();
  #planes: ComponentPlane[] = [];
  #isProgressive = false;
  #visitsLeft = 0;

  constructor(bytes: Uint8Array, options: DecodeCodestreamOptions) {
    this.#bytes = bytes;
    this.#options = options;
  }

  *decode(): CodecSteps<JpegImage> {
    const headers = yield* readJpeg(this.#bytes, {
      report: this.#options.report,
      startFrame: (frame) => this.#startFrame(frame),
      decodeScan: (scan, current) => this.#decodeScan(scan, current),
    });
    this.#reader.release();
    const { frame } = headers;
    if (this.#planes.some(({ quantization }) => quantization === undefined)) {
      const message = "a component of the frame is in none of its scans";
      reportProblem(this.#options, "PIXEL_JPEG_SCAN", message, frame.offsetBytes);
    }
    for (const plane of this.#planes) yield* transformPlane(plane, frame.precision);
    return jpegImageOf(headers, yield* joinPlanes(frame, this.#planes));
  }

  #startFrame(frame: JpegFrame): void {
    const { marker, precision, width, height, components, offsetBytes } = frame;
    assertProcess(marker, [MARKER.SOF0, MARKER.SOF1, MARKER.SOF2]);
    if (precision !== 8 && precision !== 12) {
      throw codecError(
        "PIXEL_JPEG_FRAME",
        `a JPEG frame header with ${precision} bits a sample`,
        offsetBytes,
      );
    }
    const sampleCount = width * height * components.length;
    assertSampleCount(sampleCount, this.#options);
    assertPlausible(sampleCount, this.#bytes.length, MAX_SAMPLES_PER_BYTE);
    this.#isProgressive = marker === MARKER.SOF2;
    this.#planes = components.map((component) => createPlane(component, frame, this.#isProgressive));
    this.#visitsLeft = MAX_VISITS_PER_BLOCK * this.#planes.reduce((sum, plane) => sum + blockCount(plane), 0);
  }

  #decodeScan(scan: JpegScan, headers: JpegHeaders): CodecSteps<number> {
    const options = this.#options;
    const planes = scan.components.map(({ index }) => this.#planes[index]!);
    for (const plane of planes) keepQuantization(plane, headers.quantization, scan.offsetBytes);
    const context = {
      bytes: this.#bytes,
      reader: this.#reader,
      frame: headers.frame!,
      scan,
      restartInterval: headers.restartInterval,
      options,
    };
    const table = (kind: "dc" | "ac", index: number) => huffmanTableOf(headers, kind, index, scan, options);
    if (!this.#isProgressive) {
      const components = scan.components.map(({ dcTable, acTable }, i) => {
        const ac = table("ac", acTable);
        return {
          plane: planes[i]!,
          dcTable: table("dc", dcTable),
          acTable: ac,
          acCodes: acCodesOf(ac),
          prediction: 0,
        };
      });
      return decodeSequentialScan({ ...context, components });
    }
    noteProgress(scan, planes);
    this.#visitsLeft -= planes.reduce((sum, plane) => sum + blockCount(plane), 0);
    if (this.#visitsLeft < 0) {
      throw codecError("PIXEL_JPEG_SCAN", "more progressive scans than any image needs", scan.offsetBytes);
    }
    const components = scan.components.map(({ dcTable, acTable }, i) => ({
      plane: planes[i]!,
      table:
        scan.spectralStart > 0
          ? table("ac", acTable)
          : scan.approximationHigh === 0
            ? table("dc", dcTable)
            : undefined,
      prediction: 0,
    }));
    return decodeProgressiveScan({ ...context, components });
  }
}

function blockCount({ blocksAcross, blocksDown }: ComponentPlane): number {
  return blocksAcross * blocksDown;
}
