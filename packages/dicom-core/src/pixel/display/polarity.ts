/** Whether low values are white: decided here and nowhere else. PS3.3 C.7.6.3.1.2, C.11.6.1.2. */

/** `INVERSE`: the least values are white. PS3.3 C.11.6. */
export type PresentationLutShape = "IDENTITY" | "INVERSE";

/**
 * Tells whether the lowest value is shown white: as the Presentation LUT Shape says, else as the photometric
 * interpretation. MONOCHROME1 and INVERSE, which come together, turn an image once.
 *
 * @param invert turned once more, by whoever looks at it
 */
export function isInverted(
  frame: { photometricInterpretation: string; presentationLutShape: PresentationLutShape | undefined },
  invert = false,
): boolean {
  const { photometricInterpretation, presentationLutShape: shape } = frame;
  const isWhiteLow = shape ? shape === "INVERSE" : photometricInterpretation === "MONOCHROME1";
  return isWhiteLow !== invert;
}
