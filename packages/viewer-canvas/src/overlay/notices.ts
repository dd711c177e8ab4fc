/** What must be known of a picture before it is trusted: damage, lossy compression, averages. PS3.3 C.7.6.1.1.5. */
import { type DicomFile, isVideoSyntax } from "@minipacs/dicom-core/frames";
import type { StackFrame } from "../decode/frame-provider.ts";
import { createWords, type Words } from "../words.ts";
import { OVERLAY_WORDS, type OverlayWord } from "./overlay-words.ts";

type OverlayWords = Words<OverlayWord>;
const ENGLISH: OverlayWords = createWords(OVERLAY_WORDS);

/** Lossy Image Compression Method (0028,2114). */
const METHODS: Readonly<Record<string, string>> = {
  ISO_10918_1: "JPEG",
  ISO_14495_1: "JPEG-LS",
  ISO_15444_1: "JPEG 2000",
  ISO_15444_15: "HTJ2K",
  ISO_18181_1: "JPEG XL",
  ISO_13818_2: "MPEG-2",
  ISO_14496_10: "H.264",
  ISO_23008_2: "HEVC",
};

/** Always lossy, as are films: the cosine transform. */
const LOSSY = /^1\.2\.840\.10008\.1\.2\.4\.(5[0-6]|59|6[0-4]|111)$/;
/** Lossy or not: the syntax leaves it open. */
const PERHAPS_LOSSY = /^1\.2\.840\.10008\.1\.2\.4\.(81|91|93|112|203|205)$/;

/** Decoders report these where part of the picture is missing or wrong. */
const INCOMPLETE = /SHORT|TRUNCATED|DEFLATE_BROKEN/;
const DAMAGED = /_CODE|_RESTART|_SCAN|_TABLE$|JPEG_LS_DATA|J2K|HTJ2K/;

/** What of the file's own display was passed over. */
const DISPLAY_MARKS: Readonly<Record<string, OverlayWord>> = {
  DISPLAY_LUT: "mark-display-lut",
  DISPLAY_OVERLAY: "mark-display-overlay",
  DISPLAY_PALETTE: "mark-display-palette",
  DISPLAY_RESCALE: "mark-display-rescale",
  DISPLAY_SHUTTER: "mark-display-shutter",
  DISPLAY_WINDOW: "mark-display-window",
};

/** Returns the marks of a frame that is shown at a level of averages, 0 for the samples themselves; the worst is first. */
export function noticesOf({ file, decoded }: StackFrame, level: number, words = ENGLISH): string[] {
  const lossy = lossyMark(file, words);
  const codes = decoded.diagnostics.filter(({ severity }) => severity !== "info").map(({ code }) => code);
  const notices: string[] = [];
  if (codes.some((code) => INCOMPLETE.test(code))) notices.push(words("mark-incomplete"));
  else if (codes.some((code) => DAMAGED.test(code))) notices.push(words("mark-damaged"));
  if (lossy !== undefined) notices.push(lossy);
  for (const code of new Set(codes)) {
    const mark = DISPLAY_MARKS[code];
    if (mark) notices.push(words(mark));
  }
  if (level > 0) notices.push(words("mark-averages", 2 ** level));
  return notices;
}

/** Returns `Lossy 12:1 JPEG` or as much of it as is known, `undefined` for an image that lost nothing. */
export function lossyMark({ dataset, transferSyntaxUid }: DicomFile, words = ENGLISH): string | undefined {
  const flag = dataset.getText("LossyImageCompression")?.trim();
  const isLossy = flag === "01" || LOSSY.test(transferSyntaxUid) || isVideoSyntax(transferSyntaxUid);
  if (!isLossy) {
    const isOpen = flag !== "00" && PERHAPS_LOSSY.test(transferSyntaxUid);
    return isOpen ? words("mark-perhaps-lossy") : undefined;
  }
  // One of each for every time that the image was compressed.
  const ratios = dataset.getAll("LossyImageCompressionRatio").filter((ratio) => Number(ratio) > 0);
  const methods = dataset.getAll("LossyImageCompressionMethod").map((method) => METHODS[method] ?? method);
  const steps = Array.from({ length: Math.max(ratios.length, methods.length) }, (_, i) =>
    [ratios[i] === undefined ? "" : `${Number(ratios[i].toPrecision(3))}:1`, methods[i]]
      .filter(Boolean)
      .join(" "),
  );
  return words("mark-lossy", steps.join(", ")).trim();
}
