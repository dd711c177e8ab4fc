/** Everything a data set says of how a frame is to be shown: plain data, fit to be sent to a worker. */
import type { Dataset } from "../../dataset/dataset.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { factsContext } from "./facts-context.ts";
import { codeIn } from "./frame-attributes.ts";
import { type ModalityFacts, readModalityFacts } from "./modality.ts";
import { type OverlayPlane, readOverlays } from "./overlay.ts";
import { type PaletteFacts, readPaletteFacts } from "./palette.ts";
import { readPixelAspect } from "./pixel-aspect.ts";
import type { PresentationLutShape } from "./polarity.ts";
import { type DisplayShutter, readShutter } from "./shutter.ts";
import { readVoiFacts, type VoiFacts } from "./voi.ts";

export interface DisplayFacts extends ModalityFacts, VoiFacts, PaletteFacts {
  presentationLutShape: PresentationLutShape | undefined;
  /** Those of this frame, by ascending group. */
  overlays: readonly OverlayPlane[];
  shutter: DisplayShutter | undefined;
  /** Height of a pixel over its width. */
  pixelAspect: number;
  /** What was passed over, and why. */
  diagnostics: Diagnostic[];
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
  const diagnostics: Diagnostic[] = [];
  const context = factsContext(dataset, frameIndex, diagnostics);
  const modality = readModalityFacts(context);
  const shape = codeIn(dataset, "PresentationLUTShape");
  return {
    ...modality,
    ...readVoiFacts(context, modality),
    ...readPaletteFacts(context),
    presentationLutShape: shape === "INVERSE" || shape === "IDENTITY" ? shape : undefined,
    overlays: readOverlays(context),
    shutter: readShutter(context),
    pixelAspect: readPixelAspect(dataset, frameIndex),
    diagnostics,
  };
}
