/** What is odd about an object that is stored: of its text, its character set and its UIDs. PS3.5 6.1, 9.1. */
import { type DicomFile, diagnoseText } from "@minipacs/dicom-core";
import { objectWarnings } from "./object-warnings.ts";

/** Of so many places each is named. */
const MAX_TEXTS = 20;

/** Returns what is to be told of a file whose head was read; most have nothing. `expectedCharset`: when it came. */
export function fileWarnings(
  { dataset, meta }: Pick<DicomFile, "dataset" | "meta">,
  expectedCharset: readonly string[],
): { code: string; message: string }[] {
  const text = (key: string) => dataset.getText(key)?.trim() ?? "";
  const identity = {
    sopClassUid: text("SOPClassUID"),
    sopInstanceUid: text("SOPInstanceUID"),
    studyInstanceUid: text("StudyInstanceUID"),
    seriesInstanceUid: text("SeriesInstanceUID"),
  };
  const beside = {
    SOPClassUID: meta.getText("MediaStorageSOPClassUID")?.trim(),
    SOPInstanceUID: meta.getText("MediaStorageSOPInstanceUID")?.trim(),
  };
  const texts = diagnoseText(dataset)
    .slice(0, MAX_TEXTS)
    .map(({ code, path, message }) => ({ code, message: path ? `${path}: ${message}` : message }));
  const object = { by: "File", head: dataset, identity, beside, expectedCharset } as const;
  return [...objectWarnings(object), ...texts];
}
