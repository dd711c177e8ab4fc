/** The shape of a pixel. PS3.3 10.7.1.3, C.7.6.3.1.7. */
import type { Dataset } from "../../dataset/dataset.ts";
import { functionalGroup, numbersIn } from "./frame-attributes.ts";

/** Beyond it, spacings are taken for a mistake. */
const MAX_RATIO = 100;

/**
 * Returns the height of a pixel over its width, 1 where nothing tells. All give the vertical value first; the ratio is
 * there only where no spacing is.
 */
export function readPixelAspect(dataset: Dataset, frameIndex: number): number {
  const measures = functionalGroup(dataset, frameIndex, "PixelMeasuresSequence");
  for (const [source, key] of [
    [measures, "PixelSpacing"],
    [dataset, "ImagerPixelSpacing"],
    [dataset, "NominalScannedPixelSpacing"],
    [dataset, "PixelAspectRatio"],
  ] as const) {
    const [vertical = 0, horizontal = 0] = numbersIn(source, key);
    const ratio = vertical / horizontal;
    if (vertical > 0 && ratio <= MAX_RATIO && ratio >= 1 / MAX_RATIO) return ratio;
  }
  return 1;
}
