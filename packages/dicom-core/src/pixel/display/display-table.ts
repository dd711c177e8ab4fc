/** Stored value to colour: modality, VOI, polarity, colour map, palette and padding composed into one step. PS3.4 N.2. */
import type { DecodedFrame } from "../decode-frame.ts";
import { modalityValue, paddingRange } from "./modality.ts";
import { BLACK, INVERT_COLOR, packColor } from "./packed-color.ts";
import { type Palette, paletteOffset } from "./palette-offset.ts";
import { isInverted } from "./polarity.ts";
import { isFloat } from "./value-range.ts";
import { voiLutPosition, windowPosition } from "./voi.ts";
import { chooseVoi, type Voi, type VoiOptions } from "./voi-choice.ts";

/** What a viewer changes of the way in which a frame is shown. */
export interface DisplayOptions extends VoiOptions {
  /** Black for white; of colours, their complement. */
  invert?: boolean | undefined;
  /** Colours from black to white, `[level][R G B]` of 8 bits, in place of greys. Palettes have such `colors`. */
  colorMap?: Uint8Array | undefined;
}

/** Colours of all values that a pixel can have: `colors[stored & mask]`, signed values too. */
export interface DisplayTable {
  /** Packed, as a Uint32Array over RGBA bytes takes them. */
  colors: Uint32Array;
  /** Entries less one. */
  mask: number;
}

/** Where tables are worth it; wider samples are computed one by one. */
const MAX_TABLE_BITS = 16;
const MAX_KEPT_TABLES = 4;

interface KeptTable {
  key: string;
  parts: readonly unknown[];
  table: DisplayTable;
}
/** The last ones, newest first: the frames of a series and the paints of a frame mostly share their settings. */
const keptTables: KeptTable[] = [];

/** Tells whether a frame is grey or indexes a palette: one sample a pixel. */
export function hasOneSample({ samplesPerPixel }: DecodedFrame): boolean {
  return samplesPerPixel === 1;
}

/**
 * Returns the table that shows a frame of one sample per pixel; `undefined` for colour samples, and for samples over 16
 * bits or with fractions, see {@link createColorFunction}. Shared between callers: not to be written to.
 *
 * @throws InvalidArgumentError ARG_VOI
 */
export function createDisplayTable(
  frame: DecodedFrame,
  options: DisplayOptions = {},
): DisplayTable | undefined {
  const { bitsStored, pixels } = frame;
  if (!hasOneSample(frame) || isFloat(frame) || bitsStored > MAX_TABLE_BITS || pixels.BYTES_PER_ELEMENT > 2) {
    return undefined;
  }
  const voi = chooseVoi(frame, options);
  const key = keyOf(frame, voi, options);
  const parts = [
    frame.modalityLut,
    voi.kind === "lut" && voi.lut,
    frame.palette,
    frame.supplementalPalette,
    options.colorMap,
  ];
  const at = keptTables.findIndex((kept) => kept.key === key && kept.parts.every((p, i) => p === parts[i]));
  const kept =
    at >= 0 ? keptTables.splice(at, 1)[0]! : { key, parts, table: buildTable(frame, voi, options) };
  keptTables.unshift(kept);
  keptTables.length = Math.min(keptTables.length, MAX_KEPT_TABLES);
  return kept.table;
}

/**
 * Returns the colour of a stored value of a frame of one sample per pixel, as {@link createDisplayTable} has it.
 *
 * @throws InvalidArgumentError ARG_VOI
 */
export function createColorFunction(
  frame: DecodedFrame,
  options: DisplayOptions = {},
): (stored: number) => number {
  return colorFunction(frame, chooseVoi(frame, options), options);
}

function buildTable(frame: DecodedFrame, voi: Voi, options: DisplayOptions): DisplayTable {
  const colors = new Uint32Array(2 ** frame.bitsStored);
  // The upper half are the negative values of signed samples.
  const count = frame.isSigned ? colors.length / 2 : colors.length;
  const rises = voi.kind === "window" && !frame.modalityLut && !frame.supplementalPalette && !frame.palette;
  const fill = rises ? fillSteps : fillAll;
  fill(colors.subarray(0, count), 0, frame, voi, options);
  if (frame.isSigned) fill(colors.subarray(count), -count, frame, voi, options);
  return { colors, mask: colors.length - 1 };
}

type Fill = (
  colors: Uint32Array,
  low: number,
  frame: DecodedFrame,
  voi: Voi,
  options: DisplayOptions,
) => void;

/** Fills in the colours of the values from `low` on. */
const fillAll: Fill = (colors, low, frame, voi, options) => {
  const colorOf = colorFunction(frame, voi, options);
  for (let i = 0; i < colors.length; i += 1) colors[i] = colorOf(low + i);
};

/**
 * Does the same where levels only rise or only fall: what lies between two equal ones is equal. A few thousand values
 * are computed of 65,536.
 */
const fillSteps: Fill = (colors, low, frame, voi, options) => {
  const levels = levelColors(isInverted(frame, options.invert), options.colorMap);
  const levelOf = levelFunction(frame, voi);
  const fillBetween = (from: number, to: number, levelFrom: number, levelTo: number): void => {
    if (levelFrom === levelTo) {
      colors.fill(levels[levelFrom]!, from, to + 1);
    } else if (to - from > 1) {
      const middle = (from + to) >> 1;
      const level = levelOf(low + middle);
      fillBetween(from, middle, levelFrom, level);
      fillBetween(middle, to, level, levelTo);
    } else {
      colors[from] = levels[levelFrom]!;
      colors[to] = levels[levelTo]!;
    }
  };
  const last = colors.length - 1;
  fillBetween(0, last, levelOf(low), levelOf(low + last));
  const padding = paddingRange(frame);
  if (padding) {
    const [from, to] = [padding.low - low, padding.high - low + 1];
    if (to > 0) colors.fill(BLACK, Math.max(from, 0), to);
  }
};

function colorFunction(frame: DecodedFrame, voi: Voi, options: DisplayOptions): (stored: number) => number {
  if (frame.palette && frame.photometricInterpretation === "PALETTE COLOR") {
    return paletteFunction(frame.palette, options.invert ?? false);
  }
  const levels = levelColors(isInverted(frame, options.invert), options.colorMap);
  const levelOf = levelFunction(frame, voi);
  // What is no number has no level.
  const grey = (stored: number) => levels[levelOf(stored)] ?? BLACK;
  const padding = paddingRange(frame);
  const isolated = padding
    ? (stored: number) => (stored >= padding.low && stored <= padding.high ? BLACK : grey(stored))
    : grey;
  const supplemental = frame.supplementalPalette;
  if (supplemental === undefined) return isolated;
  const color = paletteFunction(supplemental, options.invert ?? false);
  return (stored) => (stored >= supplemental.firstMapped ? color(stored) : isolated(stored));
}

/** Returns the level of a stored value before polarity, 0 to 255. */
function levelFunction(frame: DecodedFrame, voi: Voi): (stored: number) => number {
  const { modalityLut, rescaleSlope, rescaleIntercept } = frame;
  if (voi.kind === "lut") {
    return (stored) => Math.round(voiLutPosition(modalityValue(frame, stored), voi.lut) * 255);
  }
  const { voiFunction } = voi;
  return modalityLut
    ? (stored) => Math.round(windowPosition(modalityValue(frame, stored), voi, voiFunction) * 255)
    : (stored) =>
        Math.round(windowPosition(stored * rescaleSlope + rescaleIntercept, voi, voiFunction) * 255);
}

/** Packs the 256 levels from black to white, or from white to black. */
function levelColors(isTurned: boolean, colorMap: Uint8Array | undefined): Uint32Array {
  const last = colorMap ? Math.floor(colorMap.length / 3) - 1 : 0;
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const level = isTurned ? 255 - i : i;
    if (colorMap === undefined || last < 0) return packColor(level, level, level);
    const at = 3 * Math.round((level * last) / 255);
    return packColor(colorMap[at]!, colorMap[at + 1]!, colorMap[at + 2]!);
  });
}

function paletteFunction(palette: Palette, invert: boolean): (stored: number) => number {
  const { colors } = palette;
  const flip = invert ? INVERT_COLOR : 0;
  return (stored) => {
    const at = paletteOffset(palette, stored);
    return packColor(colors[at]!, colors[at + 1]!, colors[at + 2]!) ^ flip;
  };
}

function keyOf(frame: DecodedFrame, voi: Voi, { invert = false }: DisplayOptions): string {
  return [
    frame.bitsStored,
    frame.isSigned,
    frame.photometricInterpretation,
    frame.presentationLutShape,
    frame.rescaleSlope,
    frame.rescaleIntercept,
    frame.pixelPaddingValue,
    frame.pixelPaddingRangeLimit,
    voi.kind === "window" ? `${voi.center} ${voi.width} ${voi.voiFunction}` : "",
    invert,
  ].join(" ");
}
