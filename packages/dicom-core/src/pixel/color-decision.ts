/**
 * What the samples of a decoded frame are, by what the data set and the codestream say of it. PS3.3 C.7.6.3.1.2,
 * PS3.5 8.2.1 and 8.2.4, ITU-T T.871 (JFIF), ITU-T T.872 6.5.3 (Adobe APP14).
 */

/** What a codestream says of its colour, in its markers. */
export interface CodestreamColor {
  /** Of JPEG: the identifiers of the components, in order. */
  componentIds?: readonly number[] | undefined;
  /** Of JPEG: has an APP0 segment of JFIF, which knows YCbCr and grey only. */
  hasJfif?: boolean | undefined;
  /** Of JPEG: `transform` of an APP14 segment of Adobe: 0 none, 1 YCbCr, 2 YCCK. */
  adobeTransform?: number | undefined;
  /** Of JPEG: `lossless` is a process before which writers convert no colour. */
  process?: string | undefined;
  /** Of JPEG: some components have fewer samples than others. */
  isSubsampled?: boolean | undefined;
  /** Of JPEG 2000: its colour transform (RCT, ICT) was in use, and is undone in the samples. */
  hasColorTransform?: boolean | undefined;
  /** Of a registered decoder that knows what its samples are; nothing else is asked then. */
  photometricInterpretation?: string | undefined;
}

/** How the frame was compressed, as far as it matters to its colour. */
export type ColorSource = "jpeg" | "jpeg2000" | "other";

/** One row of {@link COLOR_TABLE}: the first whose conditions all hold decides. An absent condition always holds. */
interface ColorRow {
  source?: ColorSource;
  components?: number;
  /** Photometric Interpretation begins with one of these. */
  label?: readonly string[];
  /** "RGB" or "CMYK": the identifiers are these letters. */
  ids?: string;
  jfif?: true;
  adobe?: number;
  lossless?: boolean;
  subsampled?: true;
  transformed?: true;
  /** `label` keeps what the data set says. */
  is: string;
}

/**
 * The table. Letters as identifiers are written on purpose and go first; Adobe's marker says what was done, JFIF allows
 * one thing only, and the data set's label is often that of the image before it was compressed.
 */
export const COLOR_TABLE: readonly ColorRow[] = [
  { components: 1, label: ["MONOCHROME", "PALETTE"], is: "label" },
  { components: 1, is: "MONOCHROME2" },

  { source: "jpeg", components: 3, ids: "RGB", is: "RGB" },
  { source: "jpeg", components: 3, adobe: 0, is: "RGB" },
  { source: "jpeg", components: 3, adobe: 1, is: "YBR_FULL" },
  { source: "jpeg", components: 3, jfif: true, lossless: false, is: "YBR_FULL" },
  { source: "jpeg", components: 3, label: ["YBR_PARTIAL"], is: "label" },
  { source: "jpeg", components: 3, label: ["YBR_FULL"], is: "YBR_FULL" },
  { source: "jpeg", components: 3, subsampled: true, is: "YBR_FULL" },
  { source: "jpeg", components: 3, label: ["RGB"], is: "RGB" },
  { source: "jpeg", components: 3, lossless: true, is: "RGB" },
  { source: "jpeg", components: 3, is: "YBR_FULL" },

  { source: "jpeg2000", components: 3, transformed: true, is: "RGB" },

  { components: 3, label: ["YBR_PARTIAL"], is: "label" },
  { components: 3, label: ["YBR_FULL"], is: "YBR_FULL" },
  { components: 3, label: ["HSV"], is: "label" },
  // RGB; YBR_RCT and YBR_ICT that no codestream has undone, or that another program had; monochrome by mistake.
  { components: 3, is: "RGB" },

  { source: "jpeg", components: 4, adobe: 2, is: "YCCK" },
  { components: 4, label: ["ARGB", "CMYK", "RGBA"], is: "label" },
  { source: "jpeg", components: 4, is: "CMYK" },
  { components: 4, label: ["RGB"], is: "RGBA" },
  { components: 4, is: "CMYK" },
];

/**
 * Returns what the samples of a decoded frame are: the Photometric Interpretation of the data as it now is. Chroma has
 * been brought to full size, so YBR_FULL_422 becomes YBR_FULL; YBR_PARTIAL_422 and _420 keep their name, which tells
 * their range. `YCCK` and `RGBA` are no terms of the standard.
 */
export function decideColor(
  label: string,
  componentCount: number,
  source: ColorSource,
  color: CodestreamColor = {},
): string {
  if (color.photometricInterpretation) return color.photometricInterpretation;
  const { componentIds = [], hasJfif, adobeTransform } = color;
  const isLossless = color.process === "lossless";
  const letters = String.fromCharCode(...componentIds);
  const row = COLOR_TABLE.find(
    (row) =>
      (row.source === undefined || row.source === source) &&
      (row.components === undefined || row.components === componentCount) &&
      (row.label === undefined || row.label.some((start) => label.startsWith(start))) &&
      (row.ids === undefined || row.ids === letters) &&
      (!row.jfif || hasJfif === true) &&
      (row.adobe === undefined || row.adobe === adobeTransform) &&
      (row.lossless === undefined || row.lossless === isLossless) &&
      (!row.subsampled || color.isSubsampled === true) &&
      (!row.transformed || color.hasColorTransform === true),
  );
  return row && row.is !== "label" ? row.is : label;
}
