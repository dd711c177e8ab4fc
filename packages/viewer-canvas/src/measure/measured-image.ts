/** What is measured on: the samples of a frame, what they mean, and how large its pixels are. */
import { modalityValue, paddingRange } from "@minipacs/dicom-core/frames";
import type { StackFrame } from "../decode/frame-provider.ts";
import type { Point } from "../orientation.ts";
import { type ImageScale, readImageScale } from "./spacing.ts";

export interface MeasuredImage extends StackFrame {
  scale: ImageScale;
  /** Of modality values; empty where the file tells none. */
  unit: string;
  /** Index of a palette, grey, or the names of colour samples. */
  samples: "grey" | "index" | readonly string[];
  padding: { low: number; high: number } | undefined;
}

/** Rescale Type (0028,1054), PS3.3 C.11.1.1.2, and Units (0054,1001), C.8.9.1.1.3, where people write another sign. */
const UNITS: Readonly<Record<string, string>> = {
  OD: "mOD",
  MGML: "mg/ml",
  PCT: "%",
  US: "",
  BQML: "Bq/ml",
  GML: "g/ml",
  CNTS: "counts",
  PROPCNTS: "",
  NONE: "",
};

const known = new WeakMap<StackFrame, MeasuredImage>();

/** Returns what measures of a frame need; the same object for the same frame. */
export function measuredImageOf(shown: StackFrame): MeasuredImage {
  let image = known.get(shown);
  if (image === undefined) {
    const { decoded, file, frameIndex } = shown;
    const unit = decoded.modalityUnits || (file.dataset.getText("Units") ?? "").trim();
    image = {
      ...shown,
      scale: readImageScale(file.dataset, frameIndex),
      unit: UNITS[unit] ?? unit,
      samples: samplesOf(decoded),
      padding: paddingRange(decoded),
    };
    known.set(shown, image);
  }
  return image;
}

/** Returns the place among stored rows and columns of a point whose rows were made as wide as columns. */
export function storedPoint({ decoded }: Pick<StackFrame, "decoded">, { x, y }: Point): Point {
  return { x, y: y / decoded.pixelAspect };
}

/** Returns a stored sample; the pixel must be within the image. */
export function storedValue({ decoded }: StackFrame, row: number, column: number, sample = 0): number {
  return Number(decoded.pixels[(row * decoded.columns + column) * decoded.samplesPerPixel + sample]);
}

/** Returns the modality value of a grey pixel, `undefined` where it is padding. */
export function greyValue(image: MeasuredImage, row: number, column: number): number | undefined {
  const stored = storedValue(image, row, column);
  const { padding, decoded } = image;
  if (padding && stored >= padding.low && stored <= padding.high) return undefined;
  return modalityValue(decoded, stored);
}

function samplesOf({
  samplesPerPixel,
  photometricInterpretation,
}: StackFrame["decoded"]): MeasuredImage["samples"] {
  if (samplesPerPixel > 1)
    return photometricInterpretation.startsWith("YBR") ? ["Y", "Cb", "Cr"] : ["R", "G", "B"];
  return photometricInterpretation === "PALETTE COLOR" ? "index" : "grey";
}
