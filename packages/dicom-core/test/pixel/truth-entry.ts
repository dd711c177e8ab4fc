/** What `truth/pixels.json` of the shared data says of the frames of a file. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { repositoryPath, requireData } from "../../../../tools/test/data.ts";

export interface FrameTruth {
  sha256: string;
  bytes: number;
  min?: number;
  max?: number;
  mean?: number;
  perComponent?: { min: number; max: number; mean: number }[];
}

export interface Tolerance {
  maxAbs: number;
  meanAbs?: number;
}

export interface TruthEntry {
  status: string;
  transferSyntax: string;
  photometricInterpretation: string;
  numberOfFrames: number;
  rows: number;
  columns: number;
  samplesPerPixel: number;
  frames?: FrameTruth[];
  moreFrameSha256?: string[];
  sizeWarning?: string;
  decoded?: {
    bitsAllocated: number;
    oneByteBits: boolean;
    photometricInterpretation: string;
    subsampled422: boolean;
  };
  tolerance?: Tolerance | Record<string, Tolerance>;
  referenceFile?: string;
  encapsulation?: { fragments: number };
  video?: { streamLength: number; streamSha256: string; probe: string[] };
}

/** Returns the entries by path below the folder `dicom`. */
export function pixelTruth(): Record<string, TruthEntry> {
  return JSON.parse(readFileSync(requireData("truth", "pixels.json"), "utf8")) as Record<string, TruthEntry>;
}

/** Returns the samples of all frames of a file in a lossy syntax, as bytes. */
export function referenceBytes(file: string): Uint8Array {
  return gunzipSync(readFileSync(requireData("truth", "reference-frames", file)));
}

/** Returns the reasons of the committed list, by path or transfer syntax. */
export function knownPixelFailures(): Map<string, string> {
  const lines = readFileSync(repositoryPath("test-vectors", "pixel", "known-failures.txt"), "utf8").split(
    "\n",
  );
  return new Map(
    lines
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.indexOf("  ");
        return [line.slice(0, at), line.slice(at).trim()];
      }),
  );
}
