/** Whether low values are white: decided here and nowhere else. PS3.3 C.7.6.3.1.2, C.11.6.1.2. */

export type PresentationLutShape = "IDENTITY" | "INVERSE";

/**
 * Tells whether the lowest value is shown white. Presentation LUT Shape INVERSE says of an image the same as
 * MONOCHROME1, which comes with it: the two together turn an image once.
 *
 * @param invert turned once more, by whoever looks at it
 */
export function isInverted(
  frame: { photometricInterpretation: string; presentationLutShape: PresentationLutShape | undefined },
  invert = false,
): boolean {
  const isWhiteLow =
    frame.photometricInterpretation === "MONOCHROME1" || frame.presentationLutShape === "INVERSE";
  return isWhiteLow !== invert;
}
