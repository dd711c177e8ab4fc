/** Modality values to what is shown of them: windows and VOI LUTs. PS3.3 C.11.2, C.7.6.16.2.10. */
import { type FactsContext, lowestStoredValue } from "./facts-context.ts";
import { codeIn, functionalGroup, itemsOf, numbersIn } from "./frame-attributes.ts";
import { type LookupTable, lookUp, readLookupTable } from "./lookup-table.ts";
import type { ModalityFacts } from "./modality.ts";

/** How a window becomes a curve. PS3.3 C.11.2.1.3. */
export type VoiFunction = "LINEAR" | "LINEAR_EXACT" | "SIGMOID";

/** In modality units. PS3.3 C.11.2.1.2. */
export interface Window {
  center: number;
  width: number;
  /** Window Center & Width Explanation, where there is one. */
  explanation?: string;
}

/** The windows and tables that come with a frame. PS3.3 C.11.2. */
export interface VoiFacts {
  /** The frame's own windows that can be applied, in their order. */
  windows: readonly Window[];
  /** How its windows are to be applied, `LINEAR` where it is not said. */
  voiFunction: VoiFunction;
  /** VOI LUT Sequence: alternatives to the windows. */
  voiLuts: readonly LookupTable[];
}

const WINDOW_WIDTH = 0x00281051;
const VOI_LUT_FUNCTION = 0x00281056;
const VOI_LUT_SEQUENCE = 0x00283010;

export function readVoiFacts(context: FactsContext, modality: ModalityFacts): VoiFacts {
  const { dataset, frameIndex, note } = context;
  const group = functionalGroup(dataset, frameIndex, "FrameVOILUTSequence");
  const text = codeIn(group, "VOILUTFunction");
  const isKnown = text === "" || text === "LINEAR" || text === "LINEAR_EXACT" || text === "SIGMOID";
  if (!isKnown) note("DISPLAY_WINDOW", VOI_LUT_FUNCTION, "an unknown VOI LUT Function is taken as LINEAR");
  const centers = numbersIn(group, "WindowCenter");
  const widths = numbersIn(group, "WindowWidth");
  const explanations = (group.getText("WindowCenterWidthExplanation") ?? "").split("\\");
  const windows = centers
    .map((center, i): Window => {
      const explanation = explanations[i]?.trim();
      return { center, width: widths[i] ?? Number.NaN, ...(explanation ? { explanation } : {}) };
    })
    .filter(({ center, width }) => !Number.isNaN(center) && width > 0);
  if (windows.length < centers.length) {
    note("DISPLAY_WINDOW", WINDOW_WIDTH, "a window without a width above 0 is passed over");
  }
  const inputs = lowestModalityValue(context, modality);
  return {
    windows,
    voiFunction: isKnown && text !== "" ? text : "LINEAR",
    voiLuts: itemsOf(group, "VOILUTSequence").flatMap((item) => {
      const lut = readLookupTable(item, inputs);
      if (typeof lut !== "string") return [lut];
      note("DISPLAY_LUT", VOI_LUT_SEQUENCE, `a VOI LUT is passed over: ${lut}`);
      return [];
    }),
  };
}

function lowestModalityValue(context: FactsContext, { modalityLut, ...line }: ModalityFacts): number {
  if (modalityLut) return 0;
  const low = lowestStoredValue(context);
  const ends = [low, low + 2 ** context.bitsStored - 1];
  return Math.min(...ends.map((stored) => line.rescaleSlope * stored + line.rescaleIntercept));
}

/**
 * Returns where a modality value lies in a window, 0 (black) to 1 (white).
 *
 * `LINEAR` of a width below 1, which the standard does not allow and which fractions are sent with, is `LINEAR_EXACT`.
 *
 * @see PS3.3 C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2
 */
export function windowPosition(
  value: number,
  { center, width }: Window,
  voiFunction: VoiFunction = "LINEAR",
): number {
  if (voiFunction === "SIGMOID") return 1 / (1 + Math.exp((-4 * (value - center)) / width));
  if (voiFunction === "LINEAR_EXACT" || width < 1) {
    return clampToUnit((value - center) / width + 0.5);
  }
  if (width === 1) return value > center - 0.5 ? 1 : 0;
  return clampToUnit((value - (center - 0.5)) / (width - 1) + 0.5);
}

/** Returns what a VOI LUT makes of a modality value, 0 (black) to 1 (white). PS3.3 C.11.2.1.1. */
export function voiLutPosition(value: number, lut: LookupTable): number {
  return lookUp(lut, value) / (2 ** lut.bitsPerEntry - 1);
}

function clampToUnit(position: number): number {
  return position <= 0 ? 0 : Math.min(position, 1);
}
