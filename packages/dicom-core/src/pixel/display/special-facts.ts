/** What few images have, read when one does: palettes, overlays, shutters. Of decoding it is a chunk of its own. */
import type { Dataset } from "../../dataset/dataset.ts";
import { type DisplayFacts, displayFactsWith, type SpecialFacts } from "./display-facts.ts";
import type { FactsContext } from "./facts-context.ts";
import { readOverlays } from "./overlay.ts";
import { readPaletteFacts } from "./palette.ts";
import { readShutter } from "./shutter.ts";

export { extractEmbeddedOverlays } from "./overlay.ts";

export function readSpecialFacts(context: FactsContext): SpecialFacts {
  return {
    ...readPaletteFacts(context),
    overlays: readOverlays(context),
    shutter: readShutter(context),
  };
}

/**
 * Returns how a frame is to be shown, from its functional groups and the data set. What is broken is passed over with a
 * diagnostic: it never keeps the pixels from being shown.
 *
 * Overlays in bits of the pixels have no bits yet: see {@link extractEmbeddedOverlays}.
 *
 * @param frameIndex counted from 0
 */
export function displayFactsOf(dataset: Dataset, frameIndex = 0): DisplayFacts {
  return displayFactsWith(dataset, frameIndex, readSpecialFacts);
}
