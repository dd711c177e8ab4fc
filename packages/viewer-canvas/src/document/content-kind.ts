/** What a file shows that is no image: film, document, report. */
import type { DicomFile } from "@minipacs/dicom-core/frames";

export type ContentKind = "video" | "document" | "report";

const CONTENT_SEQUENCE = 0x0040a730;
const ENCAPSULATED_DOCUMENT = 0x00420011;
const PIXEL_DATA = 0x7fe00010;
/** MPEG-2, MPEG-4 AVC, HEVC, and their fragmentable twins. PS3.5 A.4.5 to A.4.9. */
const VIDEO_SYNTAX = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/;

/** Returns the kind of a file that is shown without a canvas; `undefined` for images and all else. */
export function contentKindOf({ dataset, transferSyntaxUid }: DicomFile): ContentKind | undefined {
  if (dataset.has(PIXEL_DATA)) return VIDEO_SYNTAX.test(transferSyntaxUid) ? "video" : undefined;
  if (dataset.has(ENCAPSULATED_DOCUMENT)) return "document";
  return dataset.has(CONTENT_SEQUENCE) ? "report" : undefined;
}
