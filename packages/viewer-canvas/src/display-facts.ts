/** What the viewer takes from a file besides its pixels: shape, first window, words. PS3.3 C.7.6.3, 10.7, C.11.2. */
import { autoWindow, type Dataset, type DecodedFrame, type DicomFile } from "@minipacs/dicom-core";
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
    size: { width: columns, height: rows * pixelAspect(file.dataset) },
    window: frame.windows[0] ?? autoWindow(frame),
    label: `${modality} image, ${columns} by ${rows} pixels${frames}`.trim(),
  };
}

/**
 * Returns the height of a pixel over its width. The ratio is there only where no spacing is; all three give the
 * vertical value first.
 *
 * @see PS3.3 10.7.1.3, C.7.6.3.1.7
 */
export function pixelAspect(dataset: Dataset): number {
  for (const key of ["PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"] as const) {
    const [vertical, horizontal] = dataset.getAll(key);
    if (vertical !== undefined && horizontal !== undefined && vertical > 0 && horizontal > 0) {
      return vertical / horizontal;
    }
  }
  return 1;
}
