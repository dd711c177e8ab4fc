/** What the readers of display facts share: the data set, the frame, what its samples are, and where to report. */
import type { Dataset } from "../../dataset/dataset.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { elementPath, type Tag } from "../../tag.ts";
import { codeIn, numberIn } from "./frame-attributes.ts";

export interface FactsContext {
  dataset: Dataset;
  frameIndex: number;
  rows: number;
  columns: number;
  bitsStored: number;
  isSigned: boolean;
  photometricInterpretation: string;
  /** Tells of something that is passed over: the picture is shown without it. */
  note(code: string, tag: Tag, message: string): void;
}

export function factsContext(dataset: Dataset, frameIndex: number, diagnostics: Diagnostic[]): FactsContext {
  return {
    dataset,
    frameIndex,
    rows: numberIn(dataset, "Rows") ?? 0,
    columns: numberIn(dataset, "Columns") ?? 0,
    bitsStored: numberIn(dataset, "BitsStored") ?? numberIn(dataset, "BitsAllocated") ?? 8,
    isSigned: numberIn(dataset, "PixelRepresentation") === 1,
    photometricInterpretation: codeIn(dataset, "PhotometricInterpretation"),
    note(code, tag, message) {
      diagnostics.push({ code, severity: "warning", offset: -1, path: elementPath("", tag), message });
    },
  };
}

/** Returns the smallest value that the stored bits can hold. */
export function lowestStoredValue({
  isSigned,
  bitsStored,
}: {
  isSigned: boolean;
  bitsStored: number;
}): number {
  return isSigned ? -(2 ** (bitsStored - 1)) : 0;
}
