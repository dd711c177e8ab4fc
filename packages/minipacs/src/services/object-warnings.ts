/** What is told of an object that comes in and is taken all the same, by C-STORE as by upload. PS3.4 B.2.2, PS3.5 9.1. */
import { type Dataset, declaredCharacterSet } from "@minipacs/dicom-core";
import type { OtherCharacterSet } from "../index-db/instance-index.ts";
import { brokenUids, type ObjectIdentity } from "../storage/locate.ts";

export interface ReceivedObject {
  /** How it came; `File` where that is not known any more. */
  by: "C-STORE" | "Upload" | "File";
  /** The data set up to its pixels. */
  head: Dataset;
  /** What names its file. */
  identity: ObjectIdentity;
  /** UIDs that came beside the data set, which is to have the same. */
  beside: { SOPClassUID: string | undefined; SOPInstanceUID: string | undefined };
  /** Terms that it was expected to declare when it came; none: nothing was said. */
  expectedCharset: readonly string[];
}

export interface ObjectWarning {
  code: "STORE_CHARSET_MISMATCH" | "STORE_INVALID_UID" | "STORE_UID_MISMATCH";
  message: string;
}

/** What stands beside the data set. */
const BESIDE = {
  "C-STORE": "command",
  Upload: "file meta information",
  File: "file meta information",
} as const;
const WHAT = { "C-STORE": "C-STORE object", Upload: "Upload", File: "File" } as const;

/** Returns what is odd about the character set of an object; terms have backslashes between. */
export function charsetWarnings({
  by,
  declared,
  expected,
}: Pick<ReceivedObject, "by"> & OtherCharacterSet): ObjectWarning[] {
  if (declared === "" || expected === "" || declared === expected) return [];
  const difference = `received ${declared}, server configured ${expected}`;
  return [{ code: "STORE_CHARSET_MISMATCH", message: `${by} SpecificCharacterSet mismatch: ${difference}` }];
}

/** Returns what is odd about an object; most have nothing. */
export function objectWarnings({
  by,
  head,
  identity,
  beside,
  expectedCharset,
}: ReceivedObject): ObjectWarning[] {
  const declared = declaredCharacterSet(head).join("\\");
  const found = charsetWarnings({ by, declared, expected: expectedCharset.join("\\") });
  const broken = brokenUids(identity);
  if (broken.length > 0) {
    const message = `${WHAT[by]} accepted without a valid ${broken.join(", ")}: its file is named otherwise`;
    found.push({ code: "STORE_INVALID_UID", message });
  }
  const differing = (["SOPClassUID", "SOPInstanceUID"] as const).filter(
    (keyword) => beside[keyword] !== undefined && beside[keyword] !== head.getText(keyword)?.trim(),
  );
  if (differing.length > 0) {
    const message = `${WHAT[by]} accepted whose ${BESIDE[by]} and data set differ in ${differing.join(" and ")}`;
    found.push({ code: "STORE_UID_MISMATCH", message });
  }
  return found;
}
