/** What the viewer takes from a file besides its pixels: shape, first window, words. PS3.3 C.7.6.3, 10.7, C.11.2. */
import { type DecodedFrame, type DicomFile, defaultWindow } from "@minipacs/dicom-core";
import type { Size, WindowSetting } from "./viewport-state.ts";

export interface DisplayFacts {
  /** In pixels as wide as the image's, so that circles are circles. */
  size: Size;
  window: WindowSetting;
  /** For those who do not see the image. Names no patient. */
  label: string;
}

export function displayFactsOf(file: DicomFile, frame: DecodedFrame, frameCount: number): DisplayFacts {
  const { rows, columns } = frame;
  const modality = file.dataset.get("Modality") ?? "";
  const frames = frameCount > 1 ? `, ${frameCount} frames` : "";
  return {
    size: { width: columns, height: rows * frame.pixelAspect },
    window: defaultWindow(frame),
    label: `${modality} image, ${columns} by ${rows} pixels${frames}`.trim(),
  };
}
