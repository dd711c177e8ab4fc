/** Stored values to modality values, such as Hounsfield units: a table or a line. PS3.3 C.11.1, C.7.6.16.2.9. */
import type { Dataset } from "../../dataset/dataset.ts";
import { pixelElementOf } from "../pixel-description.ts";
import { type FactsContext, lowestStoredValue } from "./facts-context.ts";
import { codeIn, functionalGroup, itemsOf, numberIn } from "./frame-attributes.ts";
import { asSignedLike, type LookupTable, lookUp, readLookupTable } from "./lookup-table.ts";

/** How stored values become modality values. PS3.3 C.11.1. */
export interface ModalityFacts {
  /** Output = slope * stored + intercept, where there is no table. Never 0. */
  rescaleSlope: number;
  rescaleIntercept: number;
  /** Modality LUT, which stands instead of the line. */
  modalityLut: LookupTable | undefined;
  /** What modality values are, such as `HU` or `OD`; empty where it is not said. PS3.3 C.11.1.1.2. */
  modalityUnits: string;
  /** As stored values are: pixels of this value are no part of the image. PS3.3 C.7.5.1.1.2, C.7.6.24, C.7.6.25. */
  pixelPaddingValue: number | undefined;
  /** With it, all values between the two are padding. */
  pixelPaddingRangeLimit: number | undefined;
}

const MODALITY_LUT_SEQUENCE = 0x00283000;
const RESCALE_SLOPE = 0x00281053;

/** Reads the modality transformation and padding of a frame. Real world values (0040,9096) are not applied. */
export function readModalityFacts(context: FactsContext): ModalityFacts {
  const { dataset, frameIndex, note } = context;
  const group = functionalGroup(dataset, frameIndex, "PixelValueTransformationSequence");
  const slope = numberIn(group, "RescaleSlope");
  if (slope === 0) note("DISPLAY_RESCALE", RESCALE_SLOPE, "a Rescale Slope of 0 is taken as 1");
  const modalityLut = readModalityLut(context);
  return {
    rescaleSlope: slope || 1,
    rescaleIntercept: numberIn(group, "RescaleIntercept") ?? 0,
    modalityLut,
    modalityUnits: unitsOf(dataset, group, modalityLut !== undefined),
    ...readPadding(context),
  };
}

/** Each kind of pixel data has padding of its own. */
const PADDING = {
  PixelData: ["PixelPaddingValue", "PixelPaddingRangeLimit"],
  FloatPixelData: ["FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit"],
  DoubleFloatPixelData: ["DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit"],
} as const;

function readPadding(
  context: FactsContext,
): Pick<ModalityFacts, "pixelPaddingValue" | "pixelPaddingRangeLimit"> {
  const kind = pixelElementOf(context.dataset) ?? "PixelData";
  const [value, limit] = PADDING[kind].map((key) => numberIn(context.dataset, key));
  const asStored = (number: number | undefined) =>
    number === undefined || kind !== "PixelData" ? number : asSignedLike(number, lowestStoredValue(context));
  return { pixelPaddingValue: asStored(value), pixelPaddingRangeLimit: asStored(limit) };
}

function readModalityLut(context: FactsContext): LookupTable | undefined {
  const [item] = itemsOf(context.dataset, "ModalityLUTSequence");
  if (item === undefined) return undefined;
  const lut = readLookupTable(item, lowestStoredValue(context));
  if (typeof lut !== "string") return lut;
  context.note("DISPLAY_LUT", MODALITY_LUT_SEQUENCE, `the modality LUT is passed over: ${lut}`);
  return undefined;
}

/** Rescale Type may be left out where values are HU: in the CT modules. PS3.3 C.8.2.1. */
function unitsOf(dataset: Dataset, group: Dataset, hasLut: boolean): string {
  if (hasLut) return codeIn(itemsOf(dataset, "ModalityLUTSequence")[0]!, "ModalityLUTType");
  const type = codeIn(group, "RescaleType");
  if (type !== "") return type;
  return codeIn(dataset, "Modality") === "CT" && numberIn(group, "RescaleIntercept") !== undefined
    ? "HU"
    : "";
}

/** Tells whether modality values are Hounsfield units, which the presets of CT are made for. */
export function hasHounsfieldUnits({ modalityUnits }: Pick<ModalityFacts, "modalityUnits">): boolean {
  return modalityUnits === "HU";
}

/** Returns the modality value of a stored value. */
export function modalityValue(
  facts: Pick<ModalityFacts, "modalityLut" | "rescaleSlope" | "rescaleIntercept">,
  stored: number,
): number {
  const { modalityLut, rescaleSlope, rescaleIntercept } = facts;
  return modalityLut ? lookUp(modalityLut, stored) : rescaleSlope * stored + rescaleIntercept;
}

/** Returns the inclusive range of stored values that are padding, `undefined` where there are none. */
export function paddingRange(
  facts: Pick<ModalityFacts, "pixelPaddingValue" | "pixelPaddingRangeLimit">,
): { low: number; high: number } | undefined {
  const { pixelPaddingValue: value, pixelPaddingRangeLimit: limit = value } = facts;
  if (value === undefined || limit === undefined) return undefined;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}
