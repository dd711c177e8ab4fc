/** What an entry lacks that every answer to a modality has a value of (PS3.4 Table K.6-1, type 1) and nobody else can know. */
import type { ApiWorklistEntry } from "../../api.ts";
import { words } from "../../i18n/words.ts";

const NEEDED = ["PatientName", "PatientID", "Modality"] as const;

/** Returns a remark on it, `undefined` where it lacks nothing; a test server takes such entries all the same. */
export function remarkOnLacking(entry: ApiWorklistEntry): string | undefined {
  const { attributes, lacking } = words.value.worklist;
  const names = NEEDED.filter((keyword) => entry[keyword] === "").map((keyword) => attributes[keyword]);
  return names.length > 0 ? lacking(names.join(", ")) : undefined;
}
