/** The shape of the DICOM JSON Model. PS3.18 F.2. */

/** A PN value: its component groups, empty ones left out. PS3.18 F.2.2. */
export interface DicomJsonPersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

/** One value; `null` stands for an empty one. */
export type DicomJsonValue = string | number | null | DicomJsonPersonName | DicomJson;

/** One attribute. Without `Value`, `InlineBinary` and `BulkDataURI` it is empty. PS3.18 F.2.2. */
export interface DicomJsonAttribute {
  vr: string;
  Value?: DicomJsonValue[];
  /** Base64 of the value, little endian. PS3.18 F.2.7. */
  InlineBinary?: string;
  /** Where the value can be had. PS3.18 F.2.6. */
  BulkDataURI?: string;
}

/** A data set: attributes by tag, eight upper-case hex digits. PS3.18 F.2.1. */
export interface DicomJson {
  [tag: string]: DicomJsonAttribute;
}

/** VRs whose value may be replaced by a BulkDataURI. PS3.18 F.2.2. */
export const BULK_DATA_VRS: ReadonlySet<string> = new Set(
  "DS FL FD IS LT OB OD OF OL OV OW SL SS ST SV UC UL UN US UT UV".split(" "),
);
