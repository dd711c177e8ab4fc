/** What the viewer takes from a file besides its pixels: shape, first window, words. PS3.3 C.7.6.3, 10.7, C.11.2. */
import { type DecodedFrame, type DicomFile, defaultWindow } from "@minipacs/dicom-core/frames";
import type { Size, VoiSetting } from "./viewport-state.ts";

export interface DisplayFacts {
  /** In pixels as wide as the image's, so that circles are circles. */
  size: Size;
  voi: VoiSetting;
  /** For those who do not see the image. Names no patient. */
  label: string;
}

export function displayFactsOf(file: DicomFile, frame: DecodedFrame, frameCount: number): DisplayFacts {
  const { rows, columns } = frame;
  return {
    size: { width: columns, height: rows * frame.pixelAspect },
    // A file with a VOI LUT and no window is to be shown with the table. PS3.3 C.11.2.1.
    voi: {
      window: defaultWindow(frame),
      voiLutIndex: frame.windows.length === 0 && frame.voiLuts.length > 0 ? 0 : undefined,
    },
    label: imageWords(file, { rows, columns, frameCount }),
  };
}

/** Says what a file holds by its header, before there are any pixels; empty where it describes no image. */
export function headWords(file: DicomFile): string {
  const { dataset } = file;
  const rows = Number(dataset.get("Rows") ?? 0);
  const columns = Number(dataset.get("Columns") ?? 0);
  const frameCount = Number(dataset.get("NumberOfFrames") ?? 1);
  return rows * columns > 0 ? imageWords(file, { rows, columns, frameCount }) : "";
}

function imageWords(
  { dataset }: DicomFile,
  { rows, columns, frameCount }: { rows: number; columns: number; frameCount: number },
): string {
  const frames = frameCount > 1 ? `, ${frameCount} frames` : "";
  return `${dataset.get("Modality") ?? ""} image, ${columns} by ${rows} pixels${frames}`.trim();
}
