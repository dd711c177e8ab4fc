/** What people look for first in a file: patient, study, kind of object, shape and encoding of the image. */
import { type DicomFile, parseDate } from "@minipacs/dicom-core/frames";
import { createWords } from "../words.ts";
import { characterSetName } from "./character-set-name.ts";
import { nameUid } from "./element-names.ts";
import { METADATA_WORDS } from "./metadata-words.ts";
import { type MetadataWords, nameParts } from "./value-text.ts";

export interface KeyTag {
  name: string;
  /** Each in a direction of its own: the groups of a name. Empty where the file does not tell. */
  parts: readonly string[];
  /** The value as it is in the file, where it is shown by a name. */
  raw?: string;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const SOP_CLASS_UID = 0x00080016;
const STUDY_DATE = 0x00080020;
const MODALITY = 0x00080060;
const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const NUMBER_OF_FRAMES = 0x00280008;
const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const BITS_ALLOCATED = 0x00280100;

/** Returns the key tags of a file, UIDs by their names. */
export function keyTagsOf(
  { dataset, transferSyntaxUid }: DicomFile,
  words: MetadataWords = createWords(METADATA_WORDS),
): KeyTag[] {
  const text = (tag: number): string[] => {
    const value = dataset.getText(tag);
    return value ? [value] : [];
  };
  const uid = (name: string, value: string): KeyTag => {
    const known = nameUid(value);
    return known ? { name, parts: [known], raw: value } : { name, parts: value === "" ? [] : [value] };
  };
  const terms = dataset.characterSetAsRead;
  const isImage = dataset.has(ROWS);
  return [
    { name: words("tag-patient"), parts: text(PATIENT_NAME).flatMap(nameParts) },
    { name: words("tag-patient-id"), parts: text(PATIENT_ID) },
    { name: words("tag-study-date"), parts: text(STUDY_DATE).map(dateText) },
    { name: words("tag-modality"), parts: text(MODALITY) },
    uid(words("tag-sop-class"), dataset.getText(SOP_CLASS_UID) ?? ""),
    ...(isImage
      ? [
          { name: words("tag-rows"), parts: text(ROWS) },
          { name: words("tag-columns"), parts: text(COLUMNS) },
          {
            name: words("tag-frames"),
            parts: dataset.has(NUMBER_OF_FRAMES) ? text(NUMBER_OF_FRAMES) : ["1"],
          },
          { name: words("tag-bits"), parts: text(BITS_ALLOCATED) },
          { name: words("tag-photometric"), parts: text(PHOTOMETRIC_INTERPRETATION) },
        ]
      : []),
    {
      name: words("tag-character-set"),
      parts: [characterSetName(terms, words)],
      raw: dataset.has(SPECIFIC_CHARACTER_SET) ? terms.join("\\") : "",
    },
    uid(words("tag-transfer-syntax"), transferSyntaxUid),
  ];
}

/** Returns a date as 2026-11-30; what is none as it stands. */
export function dateText(value: string): string {
  const parts = parseDate(value);
  if (!parts) return value;
  return value.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
}
