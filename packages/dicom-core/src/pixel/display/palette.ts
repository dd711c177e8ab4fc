/** Palettes: stored values to colours. PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.6.19, C.7.9. */
import type { Dataset } from "../../dataset/dataset.ts";
import { type FactsContext, lowestStoredValue } from "./facts-context.ts";
import { codeIn, functionalGroup } from "./frame-attributes.ts";
import {
  type LutDescriptor,
  lutWords,
  readLutDescriptor,
  readLutEntries,
  unpackBytes,
} from "./lookup-table.ts";
import type { Palette } from "./palette-offset.ts";
import { expandSegments } from "./segmented-palette.ts";

/** The palettes of a frame. */
export interface PaletteFacts {
  /** The palette of a frame in PALETTE COLOR, or the one that ARGB frames are drawn over with. */
  palette: Palette | undefined;
  /** Of a grey frame: values from its first one on are coloured, those below are grey. PS3.3 C.8.16.2.1.1.1. */
  supplementalPalette: Palette | undefined;
}

const RED_DESCRIPTOR = 0x00281101;
const FRAME_TYPES = ["CTImageFrameTypeSequence", "MRImageFrameTypeSequence", "PETFrameTypeSequence"] as const;
const CHANNELS = [
  [
    "RedPaletteColorLookupTableDescriptor",
    "RedPaletteColorLookupTableData",
    "SegmentedRedPaletteColorLookupTableData",
  ],
  [
    "GreenPaletteColorLookupTableDescriptor",
    "GreenPaletteColorLookupTableData",
    "SegmentedGreenPaletteColorLookupTableData",
  ],
  [
    "BluePaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableData",
    "SegmentedBluePaletteColorLookupTableData",
  ],
] as const;

export function readPaletteFacts(context: FactsContext): PaletteFacts {
  const { dataset, photometricInterpretation, note } = context;
  const isMain = photometricInterpretation === "PALETTE COLOR" || photometricInterpretation === "ARGB";
  const presentation = pixelPresentation(context);
  const isSupplemental = !isMain && (presentation === "COLOR" || presentation === "MIXED");
  if (!isMain && !isSupplemental) return { palette: undefined, supplementalPalette: undefined };
  const palette = readPalette(dataset, lowestStoredValue(context));
  if (palette === undefined && photometricInterpretation === "PALETTE COLOR") {
    note("DISPLAY_PALETTE", RED_DESCRIPTOR, "no palette can be read: shown in grey");
  } else if (palette === undefined && isSupplemental && dataset.has(RED_DESCRIPTOR)) {
    note("DISPLAY_PALETTE", RED_DESCRIPTOR, "the supplemental palette cannot be read: shown in grey");
  }
  return isMain
    ? { palette, supplementalPalette: undefined }
    : { palette: undefined, supplementalPalette: palette };
}

/** Of a frame where frames differ (MIXED), else of all. PS3.3 C.8.16.1. */
function pixelPresentation({ dataset, frameIndex }: FactsContext): string {
  const types = FRAME_TYPES.map((key) => functionalGroup(dataset, frameIndex, key));
  const own = types.find((group) => group !== dataset);
  return (own && codeIn(own, "PixelPresentation")) || codeIn(dataset, "PixelPresentation");
}

/**
 * Returns the palette that a data set holds, of an image or a Color Palette object; `undefined` where there is none.
 *
 * @param lowestInput the smallest value that can be looked up
 */
export function readPalette(dataset: Dataset, lowestInput = 0): Palette | undefined {
  const channels: { descriptor: LutDescriptor; entries: Uint16Array }[] = [];
  for (const [descriptorKey, dataKey, segmentedKey] of CHANNELS) {
    const descriptor = readLutDescriptor(dataset, descriptorKey, lowestInput);
    if (descriptor === undefined) return undefined;
    const entries = dataset.has(dataKey)
      ? readLutEntries(dataset, dataKey, descriptor.entryCount)
      : readSegments(dataset, segmentedKey, descriptor);
    if (entries.length === 0) return undefined;
    channels.push({ descriptor, entries });
  }
  const shift = highBitsShift(channels);
  const count = Math.max(...channels.map(({ entries }) => entries.length));
  const colors = new Uint8Array(count * 3);
  channels.forEach(({ entries }, channel) => {
    for (let i = 0; i < count; i += 1) {
      colors[i * 3 + channel] = entries[Math.min(i, entries.length - 1)]! >> shift;
    }
  });
  return { firstMapped: channels[0]!.descriptor.firstMapped, colors };
}

function readSegments(
  dataset: Dataset,
  key: (typeof CHANNELS)[number][2],
  { entryCount, bitsPerEntry }: LutDescriptor,
): Uint16Array {
  const words = lutWords(dataset, key);
  if (bitsPerEntry > 8) return expandSegments(words, 16, entryCount);
  const packed = expandSegments(unpackBytes(words), 8, entryCount);
  // A byte to a word is against the standard, and seen.
  return packed.length === entryCount ? packed : expandSegments(words, 16, entryCount);
}

/**
 * Returns by how many bits entries are shifted to leave their high byte. What fits in a byte is one, whatever the
 * descriptor says: colours span the whole range, and 16-bit tables are full of 8-bit values.
 */
function highBitsShift(channels: readonly { descriptor: LutDescriptor; entries: Uint16Array }[]): number {
  let max = 0;
  for (const { entries } of channels) for (const entry of entries) if (entry > max) max = entry;
  const declared = Math.max(...channels.map(({ descriptor }) => descriptor.bitsPerEntry));
  return max <= 0xff ? 0 : Math.max(declared, 32 - Math.clz32(max)) - 8;
}
