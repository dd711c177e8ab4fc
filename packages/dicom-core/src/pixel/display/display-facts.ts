/** Everything a data set says of how a frame is to be shown: plain data, fit to be sent to a worker. */
import type { Dataset } from "../../dataset/dataset.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { type FactsContext, factsContext } from "./facts-context.ts";
import { codeIn, functionalGroup } from "./frame-attributes.ts";
import { type ModalityFacts, readModalityFacts } from "./modality.ts";
import type { OverlayPlane } from "./overlay.ts";
import type { PaletteFacts } from "./palette.ts";
import { readPixelAspect } from "./pixel-aspect.ts";
import type { PresentationLutShape } from "./polarity.ts";
import type { DisplayShutter } from "./shutter.ts";
import { readVoiFacts, type VoiFacts } from "./voi.ts";

/** What few images have. */
export interface SpecialFacts extends PaletteFacts {
  /** Those of this frame, by ascending group. */
  overlays: readonly OverlayPlane[];
  shutter: DisplayShutter | undefined;
}

/** All that is needed to show a frame, but its pixels. */
export interface DisplayFacts extends ModalityFacts, VoiFacts, SpecialFacts {
  presentationLutShape: PresentationLutShape | undefined;
  /** Height of a pixel over its width. */
  pixelAspect: number;
  /** What was passed over, and why. */
  diagnostics: Diagnostic[];
}

const RED_DESCRIPTOR = 0x00281101;
const FIRST_OVERLAY_GROUP = 0x6000;
const OVERLAY_GROUP_COUNT = 16;
const OVERLAY_ELEMENTS = [0x0010, 0x3000];

/** Tells whether a frame may have a palette, overlays or a shutter. */
export function hasSpecialFacts(dataset: Dataset, frameIndex: number): boolean {
  const isColored =
    codeIn(dataset, "PhotometricInterpretation") === "PALETTE COLOR" || dataset.has(RED_DESCRIPTOR);
  if (isColored) return true;
  for (let i = 0; i < OVERLAY_GROUP_COUNT; i += 1) {
    const base = (FIRST_OVERLAY_GROUP + 2 * i) * 0x10000;
    if (OVERLAY_ELEMENTS.some((element) => dataset.has(base + element))) return true;
  }
  return functionalGroup(dataset, frameIndex, "FrameDisplayShutterSequence").has("ShutterShape");
}

/** Returns what `displayFactsOf` does, with or without what reads special facts. */
export function displayFactsWith(
  dataset: Dataset,
  frameIndex: number,
  readSpecial: ((context: FactsContext) => SpecialFacts) | undefined,
): DisplayFacts {
  const diagnostics: Diagnostic[] = [];
  const context = factsContext(dataset, frameIndex, diagnostics);
  const modality = readModalityFacts(context);
  const shape = codeIn(dataset, "PresentationLUTShape");
  return {
    ...modality,
    ...readVoiFacts(context, modality),
    palette: undefined,
    supplementalPalette: undefined,
    presentationLutShape: shape === "INVERSE" || shape === "IDENTITY" ? shape : undefined,
    overlays: [],
    shutter: undefined,
    pixelAspect: readPixelAspect(dataset, frameIndex),
    ...readSpecial?.(context),
    diagnostics,
  };
}
