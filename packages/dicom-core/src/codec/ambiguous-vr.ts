/** The VR of elements for which the dictionary leaves a choice, in Implicit VR and when set. PS3.5 A.1, PS3.3 C.7.6.3, C.11. */
import { lookupElement } from "../dictionary/lookup.ts";
import type { Tag } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";

/** What decides: facts of the data set that holds the element, or of one around it. */
export interface VrContext {
  /** (0028,0103) is 1. */
  isSigned(): boolean;
  /** Entries in the first value of (0028,3002) LUT Descriptor, `undefined` where there is none. */
  lutEntryCount(): number | undefined;
}

const LUT_DATA = 0x00283006;
const LUT_DESCRIPTOR = 0x00283002;
/** Gray, which is retired, red, green and blue. */
const GRAY_DESCRIPTOR = 0x00281100;
const BLUE_DESCRIPTOR = 0x00281103;

/**
 * Tells whether a value of an element in SS is unsigned all the same: number of entries and bits an entry of a lookup
 * table, whose VR is that of the first value mapped between them. PS3.3 C.7.6.3.1.5, C.11.1.1.1.
 */
export function isUnsignedInDescriptor(tag: Tag, index: number): boolean {
  return index !== 1 && (tag === LUT_DESCRIPTOR || (tag >= GRAY_DESCRIPTOR && tag <= BLUE_DESCRIPTOR));
}

/** Returns the VR for one of several choices of the dictionary, `UN` for unknown tags. */
export function resolveVr(tag: Tag, context: VrContext): Vr {
  const choices = lookupElement(tag)?.vr ?? [];
  const [first = "UN"] = choices;
  if (choices.length < 2) return first;
  if (tag === LUT_DATA) return context.lutEntryCount() === 1 ? "US" : "OW";
  if (choices.includes("SS")) return context.isSigned() ? "SS" : "US";
  // OB or OW in Implicit VR is OW. PS3.5 A.1 a) and d).
  return choices.includes("OW") ? "OW" : first;
}
