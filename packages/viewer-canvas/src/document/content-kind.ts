/** What a file shows that is no image: film, document, report. */
import { type DicomFile, isVideoSyntax } from "@minipacs/dicom-core/frames";

export type ContentKind = "video" | "document" | "report";

const CONTENT_SEQUENCE = 0x0040a730;
const ENCAPSULATED_DOCUMENT = 0x00420011;
const PIXEL_DATA = 0x7fe00010;

/** Returns the kind of a file that is shown without a canvas; `undefined` for images and all else. */
export function contentKindOf({ dataset, transferSyntaxUid }: DicomFile): ContentKind | undefined {
  if (dataset.has(PIXEL_DATA)) return isVideoSyntax(transferSyntaxUid) ? "video" : undefined;
  if (dataset.has(ENCAPSULATED_DOCUMENT)) return "document";
  return dataset.has(CONTENT_SEQUENCE) ? "report" : undefined;
}
