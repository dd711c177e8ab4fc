/** What the viewer takes from a file besides its pixels: shape, first window, words. PS3.3 C.7.6.3, 10.7, C.11.2. */
import {
  type DecodedFrame,
  type DicomFile,
  minMaxWindow,
  type VoiFunction,
} from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "./controls/labels.ts";
import { STAGE_WORDS } from "./stage-words.ts";
import type { Size, VoiSetting, WindowSetting } from "./viewport-state.ts";
import { createWords } from "./words.ts";

export interface DisplayFacts {
  /** In pixels as wide as the image's, so that circles are circles. */
  size: Size;
  voi: VoiSetting;
}

export function displayFactsOf(frame: DecodedFrame): DisplayFacts {
  const { rows, columns } = frame;
  const voiFunction = voiFunctionOf(frame);
  const window =
    frame.windows[0] ?? (takesWindow(frame) ? fittedWindow(frame, minMaxWindow(frame)) : NO_WINDOW);
  const range = isWhole(frame) ? WHOLE_RANGE : Math.min(WHOLE_RANGE, window.width);
  return {
    size: { width: columns, height: rows * frame.pixelAspect },
    // A file with a VOI LUT and no window is to be shown with the table. PS3.3 C.11.2.1.
    voi: {
      window,
      voiLutIndex: frame.windows.length === 0 && frame.voiLuts.length > 0 ? 0 : undefined,
      voiLutCount: frame.voiLuts.length,
      range,
      minWidth: voiFunction === "LINEAR" ? 1 : range / STEPS_OF_RANGE,
    },
  };
}

/** Of colours, whose samples are not looked at for it. */
const NO_WINDOW: WindowSetting = { center: 128, width: 256 };
/** So that a window that has become narrow can be widened again in one drag. */
const WHOLE_RANGE = 256;
/** Nobody sees a window narrower than such a part of the values. */
const STEPS_OF_RANGE = 10_000;

/**
 * Returns how windows of a frame are applied. LINEAR counts whole values; fractions that have no window, or one that LINEAR
 * does not allow, are windowed as they are. PS3.3 C.11.2.1.2.1, C.11.2.1.3.
 */
export function voiFunctionOf(frame: DecodedFrame): VoiFunction {
  const { voiFunction, windows } = frame;
  const isExact = voiFunction === "LINEAR" && !isWhole(frame) && !(windows[0] && windows[0].width >= 1);
  return isExact ? "LINEAR_EXACT" : voiFunction;
}

/** Returns a window that was made for LINEAR as the frame's own function takes it: LINEAR has one value more. */
export function fittedWindow(frame: DecodedFrame, { center, width }: WindowSetting): WindowSetting {
  return voiFunctionOf(frame) === "LINEAR"
    ? { center, width }
    : { center: center - 0.5, width: width - 1 || 1 };
}

function isWhole({ pixels, modalityLut, rescaleSlope }: DecodedFrame): boolean {
  const isFloat = pixels instanceof Float32Array || pixels instanceof Float64Array;
  return !isFloat && (modalityLut !== undefined || Number.isInteger(rescaleSlope));
}

/** Tells whether a window changes anything: colours and palettes are shown as they are. */
export function takesWindow({ samplesPerPixel, palette }: DecodedFrame): boolean {
  return samplesPerPixel === 1 && palette === undefined;
}

/** Says what a file holds by its header, before there are any pixels; empty where it describes no image. */
export function headWords(file: DicomFile, labels: LabelChanges): string {
  const { dataset } = file;
  const rows = Number(dataset.get("Rows") ?? 0);
  const columns = Number(dataset.get("Columns") ?? 0);
  const frameCount = Number(dataset.get("NumberOfFrames") ?? 1);
  return rows * columns > 0 ? imageWords(file, { rows, columns, frameCount }, labels) : "";
}

/** Returns what the image is, for those who do not see it. Names no patient. */
export function imageWords(
  { dataset }: DicomFile,
  { rows, columns, frameCount }: { rows: number; columns: number; frameCount: number },
  labels: LabelChanges,
): string {
  const words = createWords(STAGE_WORDS, labels);
  const image = words("image-told", String(dataset.get("Modality") ?? ""), columns, rows)
    // Where no modality is named.
    .replace(/^[-\s]+/, "");
  return frameCount > 1 ? words("frames-told", image, frameCount) : image;
}
