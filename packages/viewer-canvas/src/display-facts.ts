/** What the viewer takes from a file besides its pixels: shape, first window, words. PS3.3 C.7.6.3, 10.7, C.11.2. */
import { type DecodedFrame, type DicomFile, defaultWindow } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "./controls/labels.ts";
import { STAGE_WORDS } from "./stage-words.ts";
import type { Size, VoiSetting } from "./viewport-state.ts";
import { createWords } from "./words.ts";

export interface DisplayFacts {
  /** In pixels as wide as the image's, so that circles are circles. */
  size: Size;
  voi: VoiSetting;
}

export function displayFactsOf(frame: DecodedFrame): DisplayFacts {
  const { rows, columns } = frame;
  return {
    size: { width: columns, height: rows * frame.pixelAspect },
    // A file with a VOI LUT and no window is to be shown with the table. PS3.3 C.11.2.1.
    voi: {
      window: defaultWindow(frame),
      voiLutIndex: frame.windows.length === 0 && frame.voiLuts.length > 0 ? 0 : undefined,
      voiLutCount: frame.voiLuts.length,
    },
  };
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
  const image = words("image-told", String(dataset.get("Modality") ?? ""), columns, rows).trim();
  return frameCount > 1 ? words("frames-told", image, frameCount) : image;
}
